package io.github.robustkafka.relay;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.github.robustkafka.outbox.PendingRecord;

/**
 * What the relay knows of one topic: records ready to be sent and in flight, both in
 * order of position; where reading from the store goes on; and what stands in the way.
 * All lanes of a topic share these queues, since one producer keeps each lane in order;
 * only lanes that ask for a partition the topic does not have yet are parked on their
 * own.
 */
final class RelayTopic {

	/**
	 * How many records must succeed alone after a refusal before others fly beside them.
	 */
	private static final int ALONE_AFTER_REFUSAL = 20;

	private final String name;

	private final HandOff handOff;

	private final Backoff backoff;

	private final Backoff metadataBackoff;

	private final Deque<PendingRecord> ready = new ArrayDeque<>();

	private final Deque<Delivery> inFlight = new ArrayDeque<>();

	private final Map<Integer, ParkedLane> parked = new TreeMap<>();

	/**
	 * The highest position that was ever in flight. What is sent last may be lower.
	 */
	private long highestSent;

	private int inFlightRecords;

	private long inFlightBytes;

	/**
	 * The highest position that is or was in memory; the store is read behind it.
	 */
	private long cursor;

	/**
	 * Whether the store may have pending records behind the cursor that nobody hands
	 * over.
	 */
	private boolean behind;

	private long blockedUntil;

	private boolean blocked;

	private boolean awaitingMetadata;

	private boolean answered = true;

	private long refusedPosition;

	private int alone;

	/**
	 * Oldest pending position of the store that the relay did not know at the last
	 * search.
	 */
	private long strangerPosition;

	RelayTopic(String name, HandOff handOff, BackoffSettings settings) {
		this.name = name;
		this.handOff = handOff;
		this.backoff = new Backoff(settings);
		this.metadataBackoff = new Backoff(settings.startingAt(Duration.ofMillis(5)));
	}

	String name() {
		return this.name;
	}

	// What is to be sent

	/**
	 * Takes a record that the writer left, unless this topic is read from the store.
	 * @return whether it was taken
	 */
	boolean handedOver(PendingRecord record) {
		if (this.behind || record.position() <= this.cursor) {
			this.handOff.release(record);
			return false;
		}
		this.ready.add(record);
		this.cursor = record.position();
		return true;
	}

	void readFromStore(List<PendingRecord> records, long lastPosition, boolean more) {
		Set<Long> flying = inFlightFrom(records);
		for (PendingRecord record : records) {
			if (!flying.contains(record.position())) {
				this.handOff.hold(record);
				this.ready.add(record);
			}
		}
		this.cursor = Math.max(this.cursor, lastPosition);
		this.behind = more;
	}

	/**
	 * Only a topic that is read again from an earlier position meets what is in flight.
	 */
	private Set<Long> inFlightFrom(List<PendingRecord> records) {
		if (records.isEmpty() || records.get(0).position() > this.highestSent) {
			return Set.of();
		}
		return this.inFlight.stream().map((delivery) -> delivery.record().position()).collect(Collectors.toSet());
	}

	void fallBehind() {
		this.behind = true;
	}

	boolean isBehind() {
		return this.behind;
	}

	/**
	 * Whether the store may be read before all that is ready was sent. A topic that is
	 * read again from an earlier position may have ready what comes again.
	 */
	boolean mayReadAhead() {
		return this.behind && this.cursor >= this.highestSent;
	}

	long cursor() {
		return this.cursor;
	}

	/**
	 * Up to where this topic has nothing left to take, neither in memory nor from the
	 * store. It goes back when records are taken back.
	 */
	long passed() {
		PendingRecord next = this.ready.peek();
		return (next != null) ? next.position() - 1 : this.cursor;
	}

	@Nullable PendingRecord peek() {
		return this.ready.peek();
	}

	void take() {
		PendingRecord record = this.ready.remove();
		this.handOff.release(record);
	}

	boolean hasWork() {
		return !this.ready.isEmpty() || this.behind || !this.parked.isEmpty();
	}

	/**
	 * Keeps only the oldest ready record in memory; the others are read again later.
	 */
	void shed() {
		PendingRecord oldest = this.ready.poll();
		if (oldest == null) {
			return;
		}
		if (!this.ready.isEmpty()) {
			this.ready.forEach(this.handOff::release);
			this.ready.clear();
			this.cursor = oldest.position();
			this.behind = true;
		}
		this.ready.add(oldest);
	}

	// What is in flight

	void sent(Delivery delivery) {
		this.inFlight.add(delivery);
		this.highestSent = Math.max(this.highestSent, delivery.record().position());
		this.inFlightRecords++;
		this.inFlightBytes += delivery.record().size();
	}

	void settled(Delivery delivery) {
		delivery.settle();
		this.answered = true;
		this.inFlightRecords--;
		this.inFlightBytes -= delivery.record().size();
		for (Delivery head = this.inFlight.peek(); head != null && head.settled(); head = this.inFlight.peek()) {
			this.inFlight.remove();
		}
	}

	/**
	 * Takes back all that is in flight, to be sent again in order.
	 * @return what was in flight
	 */
	List<Delivery> rewind() {
		List<Delivery> taken = new ArrayList<>();
		for (Delivery delivery : this.inFlight) {
			if (!delivery.settled()) {
				delivery.settle();
				taken.add(delivery);
			}
		}
		this.inFlight.clear();
		this.inFlightRecords = 0;
		this.inFlightBytes = 0;
		taken.sort(Comparator.comparingLong((delivery) -> delivery.record().position()));
		for (int i = taken.size() - 1; i >= 0; i--) {
			putBack(taken.get(i).record());
		}
		return taken;
	}

	/**
	 * Takes back a record that is in flight no longer: to the front, or to its lane if
	 * that is parked, since lanes go their own way.
	 */
	void putBack(PendingRecord record) {
		if (!parkIfLaneIsParked(record)) {
			this.handOff.hold(record);
			this.ready.addFirst(record);
		}
	}

	int inFlightRecords() {
		return this.inFlightRecords;
	}

	long inFlightBytes() {
		return this.inFlightBytes;
	}

	// What stands in the way

	boolean maySend(long now, Outage outage) {
		if (this.alone > 0 && this.inFlightRecords > 0) {
			return false;
		}
		if (this.blocked && now - this.blockedUntil < 0) {
			return false;
		}
		return !this.awaitingMetadata || outage.mayProbe(now);
	}

	/**
	 * When to look at this topic again, if it is blocked.
	 */
	long blockedNanos(long now, Outage outage) {
		long own = this.blocked ? this.blockedUntil - now : 0;
		return (this.awaitingMetadata && outage.isOpen()) ? Math.max(own, outage.probeAt() - now) : own;
	}

	void block(long now) {
		this.blocked = true;
		this.blockedUntil = now + this.backoff.next();
		shed();
	}

	void awaitMetadata(long now, boolean clusterAnswers) {
		this.blocked = true;
		this.awaitingMetadata = !clusterAnswers;
		this.blockedUntil = now + this.metadataBackoff.next();
		shed();
	}

	/**
	 * The producer took a record.
	 * @return whether the topic was waiting for metadata until now
	 */
	boolean accepted() {
		boolean waited = this.awaitingMetadata;
		this.awaitingMetadata = false;
		this.blocked = false;
		this.metadataBackoff.reset();
		return waited;
	}

	void outageEnded(long now) {
		if (this.awaitingMetadata) {
			this.blockedUntil = now;
		}
	}

	void acknowledged(long position) {
		this.backoff.reset();
		if (this.alone > 0 && position >= this.refusedPosition) {
			this.alone--;
		}
	}

	/**
	 * The broker refused a batch with this record in it: records of this topic fly alone
	 * until it is found who is to blame.
	 */
	void refused(long position) {
		this.refusedPosition = Math.max(this.refusedPosition, position);
		this.alone = ALONE_AFTER_REFUSAL;
	}

	/**
	 * Whether several records are in flight and none was answered since
	 * {@link #awaitAnswers()}.
	 */
	boolean isWithoutAnswer() {
		return !this.answered && this.inFlightRecords > 1;
	}

	void awaitAnswers() {
		this.answered = this.inFlightRecords == 0;
	}

	void suspectAllInFlight() {
		this.inFlight.forEach((delivery) -> refused(delivery.record().position()));
	}

	boolean sendsAlone() {
		return this.alone > 0;
	}

	// Lanes of partitions that do not exist yet

	Collection<ParkedLane> parkedLanes() {
		return this.parked.values();
	}

	/**
	 * The record's lane has to wait.
	 * @return whether it did not do so before
	 */
	boolean park(PendingRecord record, int partition, long now, BackoffSettings settings) {
		int before = this.parked.size();
		ParkedLane lane = this.parked.computeIfAbsent(partition, (p) -> new ParkedLane(p, settings));
		lane.add(record.position());
		lane.waitMore(now);
		return this.parked.size() > before;
	}

	boolean parkIfLaneIsParked(PendingRecord record) {
		Integer partition = record.record().partition();
		ParkedLane lane = (partition != null) ? this.parked.get(partition) : null;
		if (lane != null) {
			lane.add(record.position());
		}
		return lane != null;
	}

	// Pending records that nobody handed over

	/**
	 * Compares with what the store has.
	 * @param oldest the oldest pending position of this topic in the store
	 * @param settled whether all outcomes known at the last search are committed
	 * @return whether there is a record that the relay has lost sight of
	 */
	boolean hasLostSightOf(long oldest, boolean settled) {
		if (oldest > this.cursor) {
			this.behind = true;
		}
		boolean stranger = oldest <= this.cursor && this.parked.isEmpty() && !knows(oldest);
		boolean lost = stranger && settled && this.strangerPosition == oldest;
		this.strangerPosition = stranger ? oldest : 0;
		return lost;
	}

	private boolean knows(long position) {
		return this.inFlight.stream().anyMatch((delivery) -> delivery.record().position() == position)
				|| this.ready.stream().anyMatch((record) -> record.position() == position);
	}

	void readAgainFrom(long position) {
		this.ready.forEach(this.handOff::release);
		this.ready.clear();
		this.cursor = position - 1;
		this.behind = true;
		this.strangerPosition = 0;
	}

}
