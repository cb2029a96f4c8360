package io.github.robustkafka.simulation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.github.robustkafka.outbox.OutboxException;
import io.github.robustkafka.outbox.OutboxRecord;
import io.github.robustkafka.outbox.OutcomeUnknownException;

/**
 * The oracle: keeps what clients were told, what the disk holds and what the cluster got,
 * and finds each contradiction to what is promised. It lives outside of all that can
 * crash.
 */
final class Ledger {

	private final Map<UUID, SentRecord> records = new LinkedHashMap<>();

	private final Map<String, PartitionOrder> orders = new HashMap<>();

	private final List<List<UUID>> groups = new ArrayList<>();

	private final Map<FaultKind, Integer> faults = new EnumMap<>(FaultKind.class);

	private @Nullable Violation violation;

	private long tick;

	private long answeredWell;

	private long fired;

	private long duplicates;

	private long handedOver;

	private long widestWindow;

	private Violation broken(String what) {
		Violation found = new Violation(what);
		if (this.violation == null) {
			this.violation = found;
		}
		return found;
	}

	/**
	 * Throws the first violation once more: where it was thrown, somebody may have caught
	 * it.
	 */
	void rethrow() {
		if (this.violation != null) {
			throw this.violation;
		}
	}

	void fired(FaultKind kind) {
		this.faults.merge(kind, 1, Integer::sum);
		this.fired++;
	}

	/**
	 * Whether enough was sent and went wrong for the run to mean something.
	 */
	boolean hasSeenEnough() {
		return this.answeredWell >= 2 * SimulationSeries.FEWEST_RECORDS
				&& this.fired >= 2 * SimulationSeries.FEWEST_FAULTS;
	}

	Map<FaultKind, Integer> faults() {
		return this.faults;
	}

	Collection<SentRecord> records() {
		return this.records.values();
	}

	@Nullable SentRecord find(UUID recordId) {
		return this.records.get(recordId);
	}

	SentRecord get(UUID recordId) {
		SentRecord sent = this.records.get(recordId);
		if (sent == null) {
			throw broken("Nobody ever sent record " + recordId);
		}
		return sent;
	}

	// What clients do and are told

	void called(int client, List<OutboxRecord> sending) {
		List<UUID> ids = new ArrayList<>();
		for (OutboxRecord record : sending) {
			long now = ++this.tick;
			SentRecord sent = this.records.computeIfAbsent(record.recordId(),
					(id) -> new SentRecord(record, client, now));
			if (sent.sends++ > 0 && sent.handedOver > 0) {
				// Delivered before and purged, it is a new record.
				sent.allowed++;
			}
			sent.open++;
			ids.add(record.recordId());
		}
		if (ids.size() > 1) {
			this.groups.add(ids);
		}
	}

	void answered(List<OutboxRecord> sending, @Nullable Throwable failure) {
		this.tick++;
		for (OutboxRecord record : sending) {
			SentRecord sent = get(record.recordId());
			sent.open--;
			if (failure == null) {
				accepted(sent);
			}
			else if (failure instanceof OutcomeUnknownException) {
				sent.unknown++;
			}
			else if (failure instanceof OutboxException) {
				sent.refused++;
			}
			else {
				throw broken("A send ended with " + failure);
			}
		}
	}

	private void accepted(SentRecord sent) {
		sent.accepted++;
		this.answeredWell++;
		sent.returned = Math.min(sent.returned, this.tick);
		if (!sent.durable) {
			throw broken("A send returned before its record was durable: " + sent);
		}
	}

	/**
	 * The process died before it answered.
	 */
	void unanswered(List<OutboxRecord> sending) {
		for (OutboxRecord record : sending) {
			SentRecord sent = get(record.recordId());
			sent.open--;
			sent.unknown++;
		}
	}

	void retried(SentRecord sent) {
		sent.sends++;
		sent.allowed++;
		sent.called = ++this.tick;
		sent.returned = Long.MAX_VALUE;
		sent.committedAsFailed = false;
	}

	void told(UUID recordId, boolean acknowledged) {
		SentRecord sent = get(recordId);
		if (acknowledged && sent.delivered == 0) {
			throw broken("Called acknowledged, but the cluster never got it: " + sent);
		}
		sent.toldAcknowledged |= acknowledged;
		sent.toldFailed |= !acknowledged;
	}

	// What the disk does

	void durable(UUID recordId) {
		SentRecord sent = get(recordId);
		sent.durable = true;
		// It may be sent again under its id after it was acknowledged and purged.
		sent.committedAsAcknowledged = false;
		sent.discarded = false;
	}

	/**
	 * It is gone; sent again, it is a new record.
	 */
	void discarded(UUID recordId) {
		SentRecord sent = get(recordId);
		sent.discarded = true;
		sent.leftTheOrder = true;
	}

	void committedAsAcknowledged(UUID recordId, int partition, long offset) {
		SentRecord sent = get(recordId);
		sent.committedAsAcknowledged = true;
		if (sent.delivered == 0) {
			throw broken("Committed as acknowledged, but the cluster never got it: " + sent);
		}
		if (offset >= 0 && !sent.places.contains(partition + "@" + offset)) {
			throw broken("Acknowledged at " + partition + "@" + offset + ", where the cluster does not have it: " + sent
					+ " " + sent.places);
		}
	}

	// What goes to the cluster and arrives there

	void handedOver(UUID recordId) {
		get(recordId).handedOver++;
		this.handedOver++;
	}

	/**
	 * The cluster will never take it as it is; it fails, if the process lives long enough
	 * to commit that.
	 */
	void refusedForGood(UUID recordId) {
		get(recordId).leftTheOrder = true;
	}

	/**
	 * From here on these may come once more: nobody knows whether they arrived.
	 */
	void mayComeAgain(Set<UUID> recordIds) {
		recordIds.forEach((id) -> get(id).allowed++);
	}

	/**
	 * The cluster forgot what it has; what it did not acknowledge yet comes once more.
	 */
	void topicDeleted(String topic) {
		this.records.values()
			.stream()
			.filter((sent) -> sent.record.topic().equals(topic) && !sent.committedAsAcknowledged)
			.forEach((sent) -> sent.allowed++);
	}

	/**
	 * So many records were in flight when a producer ended.
	 */
	void window(int size, int limit) {
		this.widestWindow = Math.max(this.widestWindow, size);
		if (size > limit) {
			throw broken("%d records were in flight, allowed are %d".formatted(size, limit));
		}
	}

	void delivered(Entry entry, int partition, long offset, boolean keysKeepTheirPartition) {
		SentRecord sent = get(entry.recordId());
		if (!entry.isSameAs(sent.record)) {
			throw broken("The cluster got other bytes than were sent: " + sent);
		}
		sent.places.add(partition + "@" + offset);
		sent.delivered++;
		if (sent.mustNotBeDelivered()) {
			throw broken("Refused and delivered all the same: " + sent);
		}
		if (sent.delivered > sent.allowed) {
			throw broken("Delivered too often: " + sent);
		}
		if (sent.delivered > 1) {
			this.duplicates++;
			return;
		}
		String disorder = this.orders
			.computeIfAbsent(sent.record.topic() + "-" + partition,
					(name) -> new PartitionOrder(keysKeepTheirPartition))
			.add(sent);
		if (disorder != null) {
			throw broken("Out of order in partition " + partition + ", " + disorder + ": " + sent);
		}
	}

	// In the end

	/**
	 * Nothing is pending and nobody waits: what became of the records?
	 */
	void balance(Set<UUID> failedInStore) {
		for (SentRecord sent : this.records.values()) {
			boolean failed = failedInStore.contains(sent.record.recordId());
			if (sent.open > 0) {
				throw broken("A send was never answered: " + sent);
			}
			if (sent.mustNotBeDelivered() && (sent.delivered > 0 || failed)) {
				throw broken("Refused and kept all the same: " + sent);
			}
			if (sent.accepted > 0) {
				requireOutcome(sent, failed);
			}
		}
		this.groups.forEach(this::requireAllOrNone);
	}

	private void requireOutcome(SentRecord sent, boolean failed) {
		if (sent.delivered == 0 && !failed && !sent.discarded) {
			throw broken("Lost: " + sent);
		}
		if (sent.committedAsAcknowledged == (failed || sent.discarded) && sent.sends == 1) {
			throw broken("Must be either acknowledged or failed: " + sent);
		}
		boolean told = sent.toldAcknowledged || sent.toldFailed || sent.damaged;
		if (!told) {
			throw broken("No listener ever heard of it: " + sent);
		}
	}

	private void requireAllOrNone(List<UUID> ids) {
		long durable = ids.stream().filter((id) -> get(id).durable).count();
		if (durable != 0 && durable != ids.size()) {
			throw broken("Of %d records sent together only %d were kept: %s".formatted(ids.size(), durable, ids));
		}
	}

	long accepted() {
		return this.records.values().stream().filter((sent) -> sent.accepted > 0).count();
	}

	long delivered() {
		return this.records.values().stream().mapToLong((sent) -> sent.delivered).sum();
	}

	long duplicates() {
		return this.duplicates;
	}

	long handedOverCount() {
		return this.handedOver;
	}

	long widestWindow() {
		return this.widestWindow;
	}

}
