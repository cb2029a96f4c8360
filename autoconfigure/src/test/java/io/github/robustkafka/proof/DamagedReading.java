package io.github.robustkafka.proof;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.github.robustkafka.RobustKafkaStartException;
import io.github.robustkafka.outbox.OutboxException;
import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.outbox.WriteBatch;
import io.github.robustkafka.sqlite.Durability;
import io.github.robustkafka.sqlite.SqliteOutboxStore;

/**
 * What relay and writer do with a file that may be damaged: they open it, read all that
 * is pending, acknowledge it, and go on after an error as the product does.
 */
final class DamagedReading {

	private static final int ATTEMPTS = 4;

	private final Map<Integer, Long> read = new TreeMap<>();

	private final List<String> wrong = new ArrayList<>();

	private boolean opened;

	private boolean told;

	private boolean stillThere;

	/**
	 * Reads the file.
	 */
	static DamagedReading of(Path file) {
		DamagedReading reading = new DamagedReading();
		try (SqliteOutboxStore store = SqliteOutboxStore.open(StoredRecords.settings(file, Durability.POWER_LOSS))) {
			reading.opened = true;
			StoredRecords found = reading.readAll(store);
			reading.acknowledge(store, found);
			// What was acknowledged does not come back.
			StoredRecords again = reading.readAll(store);
			Set<Long> positions = new HashSet<>();
			found.pending().forEach((record) -> positions.add(record.position()));
			reading.stillThere = again.pending().stream().anyMatch((record) -> positions.contains(record.position()));
		}
		catch (RobustKafkaStartException | OutboxException ex) {
			reading.told = true;
		}
		return reading;
	}

	private StoredRecords readAll(SqliteOutboxStore store) {
		StoredRecords found = attempt(store, () -> StoredRecords.of(store));
		this.told |= !found.corrupt().isEmpty();
		for (PendingRecord record : found.pending()) {
			int number = ProofRecords.number(record.record().recordId());
			if (number < 0 || !ProofRecords.same(record.record(), ProofRecords.record(number))) {
				this.wrong.add("other bytes than were sent: " + record.record().recordId());
			}
			this.read.putIfAbsent(number, record.position());
		}
		return found;
	}

	private void acknowledge(SqliteOutboxStore store, StoredRecords found) {
		WriteBatch batch = new WriteBatch(0);
		found.pending()
			.forEach((record) -> batch.acknowledgements().add(new WriteBatch.Acknowledgement(record.position(), 0, 0)));
		found.corrupt().forEach((position) -> batch.failures().add(new WriteBatch.Failure(position, "corrupt")));
		attempt(store, () -> store.commit(batch));
		attempt(store, () -> store.maintain(0));
	}

	/**
	 * Does it again after the store was recovered and had a turn of housekeeping, as
	 * after any error.
	 */
	private <T> T attempt(SqliteOutboxStore store, Work<T> work) {
		for (int i = 1;; i++) {
			try {
				return work.run();
			}
			catch (OutboxException ex) {
				this.told = true;
				if (i == ATTEMPTS) {
					throw ex;
				}
				store.recover();
				store.maintain(0);
			}
		}
	}

	/**
	 * Numbers of the records that were read, and their positions.
	 */
	Map<Integer, Long> read() {
		return this.read;
	}

	List<String> wrong() {
		return this.wrong;
	}

	/**
	 * Whether what was acknowledged was there again.
	 */
	boolean isStillThere() {
		return this.stillThere;
	}

	/**
	 * Whether the file could be opened.
	 */
	boolean isOpened() {
		return this.opened;
	}

	/**
	 * Whether damage was told: by an exception, or as a row that is damaged.
	 */
	boolean isTold() {
		return this.told;
	}

	/**
	 * What may fail.
	 *
	 * @param <T> what comes out of it
	 */
	private interface Work<T> {

		T run();

	}

}
