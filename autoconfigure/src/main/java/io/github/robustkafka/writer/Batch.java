package io.github.robustkafka.writer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.github.robustkafka.outbox.CommitResult;
import io.github.robustkafka.outbox.OutboxException;
import io.github.robustkafka.outbox.OutboxRecord;
import io.github.robustkafka.outbox.OutboxStore;
import io.github.robustkafka.outbox.OutcomeUnknownException;
import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.outbox.RecordIdConflictException;
import io.github.robustkafka.outbox.RecordState;
import io.github.robustkafka.outbox.StoreException;
import io.github.robustkafka.outbox.StoreFullException;
import io.github.robustkafka.outbox.StoredRecord;
import io.github.robustkafka.outbox.WriteBatch;

/**
 * The appends and changes of one commit, and the answers owed for them.
 */
final class Batch {

	private static final int MAX_RECORDS = 4096;

	private static final long MAX_BYTES = 4L * 1024 * 1024;

	private static final int MAX_CHANGES = 8192;

	private final WriteBatch writes;

	private final OutboxStore store;

	private final List<Placed> placed = new ArrayList<>();

	private final Map<UUID, StoredRecord> ids = new HashMap<>();

	private List<Changes.Change> changes = List.of();

	private final long positionBefore;

	private long lastPosition;

	private long queuedBytes;

	Batch(WriteBatch writes, OutboxStore store, long lastPosition) {
		this.writes = writes;
		this.store = store;
		this.positionBefore = lastPosition;
		this.lastPosition = lastPosition;
	}

	WriteBatch writes() {
		return this.writes;
	}

	long lastPosition() {
		return this.lastPosition;
	}

	int changeCount() {
		return this.changes.size();
	}

	int count() {
		return this.placed.size() + this.changes.size();
	}

	void takeChanges(Changes waiting) {
		this.changes = waiting.peek(MAX_CHANGES);
		for (Changes.Change change : this.changes) {
			if (change instanceof Changes.Acknowledge acknowledge) {
				this.writes.acknowledgements().add(acknowledge.acknowledgement());
			}
			else if (change instanceof Changes.Fail fail) {
				this.writes.failures().add(fail.failure());
			}
			else if (change instanceof Changes.Retry retry) {
				this.writes.retries().add(new WriteBatch.Retry(retry.position(), ++this.lastPosition));
			}
			else if (change instanceof Changes.Discard discard) {
				this.writes.discards().add(discard.position());
			}
		}
	}

	/**
	 * Takes appends, up to a limit.
	 * @param waiting the appends
	 * @param unsettled see {@link WriteBatch#relayedAtOnce}
	 */
	void takeAppends(Queue<Append> waiting, int unsettled) {
		this.writes.relayedAtOnce(unsettled);
		while (this.queuedBytes < MAX_BYTES && this.writes.appends().size() < MAX_RECORDS) {
			Append append = waiting.peek();
			if (append == null) {
				return;
			}
			Placed place = new Placed(append, this.writes.appends().size(), this.lastPosition + 1);
			this.placed.add(place);
			// From here on it is sure to be answered.
			waiting.remove();
			this.queuedBytes += append.size();
			fill(place);
		}
	}

	private void fill(Placed place) {
		Append append = place.append;
		if (!append.idsGiven()) {
			for (OutboxRecord record : append.records()) {
				appendRecord(record);
			}
		}
		else {
			place.refusal = conflict(append);
			if (place.refusal == null) {
				place.answer = append.records().stream().map(this::findOrAppend).toList();
			}
		}
		place.end = this.writes.appends().size();
		if (place.refusal == null) {
			append.placed(place.answer, place.firstPosition);
		}
		place.complete = true;
	}

	private PendingRecord appendRecord(OutboxRecord record) {
		PendingRecord pending = new PendingRecord(++this.lastPosition, this.writes.now(), record);
		this.writes.appends().add(pending);
		return pending;
	}

	private Journaled findOrAppend(OutboxRecord record) {
		StoredRecord known = find(record.recordId());
		if (known != null) {
			return new Journaled(known, true);
		}
		PendingRecord pending = appendRecord(record);
		StoredRecord added = new StoredRecord(pending.position(), RecordState.PENDING, record.contentChecksum(), null,
				null, null);
		this.ids.put(record.recordId(), added);
		return new Journaled(added, false);
	}

	private @Nullable StoredRecord find(UUID recordId) {
		StoredRecord inBatch = this.ids.get(recordId);
		return (inBatch != null) ? inBatch : this.store.findByRecordId(recordId);
	}

	private @Nullable OutboxException conflict(Append append) {
		Map<UUID, Integer> contents = new HashMap<>();
		for (OutboxRecord record : append.records()) {
			int content = record.contentChecksum();
			StoredRecord known = find(record.recordId());
			Integer other = (known != null) ? known.content() : contents.putIfAbsent(record.recordId(), content);
			if (other != null && other != content) {
				return new RecordIdConflictException(
						"Record id %s is taken by a record with other content; nothing was kept. Use a new record id for new content."
							.formatted(record.recordId()),
						null);
			}
		}
		return null;
	}

	/**
	 * The commit succeeded.
	 */
	void answerAppends(OutboxRoom room) {
		leaveQueue(room);
		this.placed.forEach(Placed::succeed);
	}

	/**
	 * Once, also if answering fails in the middle and is done again.
	 */
	private void leaveQueue(OutboxRoom room) {
		room.leaveQueue(this.queuedBytes);
		this.queuedBytes = 0;
	}

	/**
	 * The commit succeeded: tell the relay of retried records, before any later append.
	 */
	void announceRetries(AppendedRecords relay) {
		int retries = 0;
		for (Changes.Change change : this.changes) {
			if (change instanceof Changes.Retry retry) {
				relay.pendingInStore(retry.topic(), this.writes.retries().get(retries++).newPosition());
			}
		}
	}

	/**
	 * The commit succeeded: answer those who asked for retries and discards. If several
	 * asked for the same, the first one made the change.
	 */
	void answerChanges(CommitResult result) {
		Set<Long> retried = new HashSet<>(result.retried());
		Set<Long> discarded = new HashSet<>(result.discarded());
		for (Changes.Change change : this.changes) {
			if (change instanceof Changes.Retry retry) {
				retry.done().complete(retried.remove(retry.position()));
			}
			else if (change instanceof Changes.Discard discard) {
				discard.done().complete(discarded.remove(discard.position()));
			}
		}
	}

	/**
	 * The commit failed, and the store was read back: these records it holds.
	 */
	void answerAfterReadBack(OutboxRoom room, List<PendingRecord> kept, Throwable failure) {
		Set<Long> positions = new HashSet<>();
		kept.forEach((record) -> positions.add(record.position()));
		leaveQueue(room);
		for (Placed place : this.placed) {
			if (place.complete && isKept(place, positions)) {
				place.succeed();
			}
			else {
				place.refuse(notKept(room, failure));
			}
		}
	}

	/**
	 * Whether all that the append is answered with is in the store: its own records, and
	 * those of this batch that it shares with another append.
	 */
	private boolean isKept(Placed place, Set<Long> positions) {
		boolean own = this.writes.appends()
			.subList(place.begin, place.end)
			.stream()
			.allMatch((record) -> positions.contains(record.position()));
		return own && place.answer.stream()
			.mapToLong((journaled) -> journaled.stored().position())
			.allMatch((position) -> position <= this.positionBefore || positions.contains(position));
	}

	private static OutboxException notKept(OutboxRoom room, Throwable failure) {
		if (failure instanceof StoreFullException) {
			return room.diskFull(" (" + failure.getMessage() + ")", failure);
		}
		return new StoreException(
				"The commit failed and nothing was kept. The outbox works again; send the record again. The cause was: %s"
					.formatted(failure.getMessage()),
				failure);
	}

	/**
	 * The commit failed, and the store cannot be asked.
	 */
	void answerUnknown(OutboxRoom room, Throwable failure) {
		leaveQueue(room);
		for (Placed place : this.placed) {
			place.refuse(new OutcomeUnknownException(
					"The disk failed in the middle of a commit and cannot be read: the records %s may or may not be journaled. Send them again with the same record ids once the outbox works; that makes no second record. The cause was: %s"
						.formatted(place.append.recordIds(), failure.getMessage()),
					place.append.recordIds(), failure));
		}
	}

	/**
	 * An append and which of the batch's records are its own.
	 */
	private static final class Placed {

		private final Append append;

		private final int begin;

		private final long firstPosition;

		private int end;

		private List<Journaled> answer = List.of();

		private @Nullable OutboxException refusal;

		/**
		 * Whether all its records were placed before a failure.
		 */
		private boolean complete;

		/**
		 * What was told stays, also if something fails behind it.
		 */
		private boolean answered;

		private Placed(Append append, int begin, long firstPosition) {
			this.append = append;
			this.begin = begin;
			this.firstPosition = firstPosition;
			this.end = begin;
		}

		private void succeed() {
			if (this.refusal != null) {
				refuse(this.refusal);
			}
			else if (!this.answered) {
				this.append.succeeded(this.answer);
				this.answered = true;
			}
		}

		private void refuse(OutboxException reason) {
			if (!this.answered) {
				this.append.refused(reason);
				this.answered = true;
			}
		}

	}

}
