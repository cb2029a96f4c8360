package io.github.robustkafka.outbox;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import static io.github.robustkafka.outbox.TestRecords.APPENDED_AT;
import static io.github.robustkafka.outbox.TestRecords.pending;

/**
 * An open store, and what the contract does with it.
 */
abstract class OutboxStoreScenario {

	static final long NOW = APPENDED_AT + 1000;

	OutboxStore store;

	/**
	 * Opens the store with what was left in it when it was last closed.
	 */
	protected abstract OutboxStore open(Duration retention);

	/**
	 * Makes all commits of the open store fail until the result is closed.
	 */
	protected abstract AutoCloseable failCommits() throws Exception;

	/**
	 * Changes the row behind the back of the open store, so that its content no longer
	 * fits its checksum.
	 */
	protected abstract void damageRow(long position) throws Exception;

	@BeforeEach
	void open() {
		this.store = open(Duration.ZERO);
	}

	@AfterEach
	void close() {
		this.store.close();
	}

	void reopen(Duration retention) {
		this.store.close();
		this.store = open(retention);
	}

	CommitResult commit(Consumer<WriteBatch> changes) {
		WriteBatch batch = new WriteBatch(NOW);
		changes.accept(batch);
		return this.store.commit(batch);
	}

	void append(long... positions) {
		LongStream.of(positions).forEach((position) -> append(pending(position, "orders")));
	}

	CommitResult append(PendingRecord... records) {
		return commit((batch) -> batch.appends().addAll(List.of(records)));
	}

	CommitResult acknowledge(long... positions) {
		return commit((batch) -> LongStream.of(positions)
			.forEach((position) -> batch.acknowledgements()
				.add(new WriteBatch.Acknowledgement(position, 3, 100 + position))));
	}

	CommitResult fail(long position, String reason) {
		return commit((batch) -> batch.failures().add(new WriteBatch.Failure(position, reason)));
	}

	CommitResult retry(long position, long newPosition) {
		return commit((batch) -> batch.retries().add(new WriteBatch.Retry(position, newPosition)));
	}

	CommitResult discard(long position) {
		return commit((batch) -> batch.discards().add(position));
	}

	PendingPage read(String topic) {
		return read(topic, null, 0, Long.MAX_VALUE, 1000, Long.MAX_VALUE);
	}

	PendingPage read(String topic, Integer partition, long after, long last, int maxRecords, long maxBytes) {
		return this.store.findPending(new PendingQuery(topic, partition, after, last, maxRecords, maxBytes));
	}

	List<Long> pendingPositions() {
		return positions(read("orders"));
	}

	static List<Long> positions(PendingPage page) {
		return page.records().stream().map(PendingRecord::position).toList();
	}

}
