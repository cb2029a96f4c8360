package io.github.robustkafka.relay;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.robustkafka.outbox.OutboxStore;
import io.github.robustkafka.outbox.PendingPage;
import io.github.robustkafka.outbox.PendingQuery;
import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.outbox.StoreException;
import io.github.robustkafka.outbox.TopicBacklog;
import io.github.robustkafka.outcome.Outcomes;
import io.github.robustkafka.worker.Worker;
import io.github.robustkafka.writer.OutboxWriter;

/**
 * Publishes pending records, each lane in order. A cycle
 * <ol>
 * <li>deals with the producer's answers,</li>
 * <li>takes what the writer handed over; what did not fit into memory is read from the
 * store, page by page,</li>
 * <li>now and then searches the store for pending records that nobody handed over: those
 * of an earlier process, first of all,</li>
 * <li>sends what may be sent, topic by topic.</li>
 * </ol>
 * It never waits for Kafka: what cannot be sent now stays where it is. {@link #doWork()}
 * is called by one thread; the status may be read by any.
 */
public final class OutboxRelay implements Worker {

	private static final Logger logger = LoggerFactory.getLogger(OutboxRelay.class);

	private static final int TURN = 500;

	private static final int PAGE_RECORDS = 1000;

	private static final long PAGE_BYTES = 2L * 1024 * 1024;

	private static final long SMALL_PAGE_BYTES = 64L * 1024;

	private static final int LANE_PAGE_RECORDS = 100;

	private final OutboxStore store;

	private final OutboxWriter writer;

	private final Outcomes outcomes;

	private final HandOff handOff;

	private final RelaySettings settings;

	private final LongSupplier nanoTime;

	private final Publisher publisher;

	private final PausedTopics paused;

	private final Map<String, RelayTopic> topics = new LinkedHashMap<>();

	private long searchAt;

	private long reportedAtSearch;

	private long wakeAt;

	private volatile @Nullable String storeFailure;

	/**
	 * Creates a relay.
	 * @param store where pending records are read
	 * @param writer tells how far outcomes are committed
	 * @param outcomes takes what the broker said
	 * @param handOff where the writer leaves committed records
	 * @param source creates producers
	 * @param settings how to work
	 * @param nanoTime the time in nanoseconds, from any start
	 */
	public OutboxRelay(OutboxStore store, OutboxWriter writer, Outcomes outcomes, HandOff handOff,
			ProducerSource source, RelaySettings settings, LongSupplier nanoTime) {
		this.store = store;
		this.writer = writer;
		this.outcomes = outcomes;
		this.handOff = handOff;
		this.settings = settings;
		this.nanoTime = nanoTime;
		this.publisher = new Publisher(source, outcomes, handOff.signal(), settings);
		this.paused = new PausedTopics(handOff.signal());
		this.searchAt = nanoTime.getAsLong();
	}

	@Override
	public int doWork() {
		long now = this.nanoTime.getAsLong();
		this.publisher.reports().committed(this.writer.committedOutcomes());
		int done = this.publisher.settleAnswers(now, this.topics.values());
		this.publisher.replaceAborted(now, this.topics.values());
		done += takeHandedOver(now);
		searchIfDue(now);
		this.wakeAt = this.searchAt;
		return done + pump(now);
	}

	@Override
	public long restNanos() {
		return Math.max(1, this.wakeAt - this.nanoTime.getAsLong());
	}

	private RelayTopic topic(String name) {
		return this.topics.computeIfAbsent(name, (n) -> new RelayTopic(n, this.handOff, this.settings.backoff()));
	}

	/**
	 * Neighbours are mostly of one topic.
	 */
	private RelayTopic topicOf(PendingRecord record, @Nullable RelayTopic before) {
		return (before != null && before.name().equals(record.topic())) ? before : topic(record.topic());
	}

	private int takeHandedOver(long now) {
		List<List<PendingRecord>> batches = this.handOff.takeBatches();
		Map<String, Long> leftOut = this.handOff.takeLeftOut();
		if (this.handOff.storeWasReopened()) {
			// What the store holds unseen is older than these batches.
			searchIfDue(now);
		}
		boolean unseen = this.handOff.storeWasReopened();
		RelayTopic topic = null;
		int taken = 0;
		int left = 0;
		for (List<PendingRecord> batch : batches) {
			for (PendingRecord record : batch) {
				topic = topicOf(record, topic);
				if (unseen || (!leftOut.isEmpty()
						&& record.position() > leftOut.getOrDefault(topic.name(), Long.MAX_VALUE))) {
					topic.fallBehind();
				}
				if (topic.handedOver(record)) {
					taken++;
				}
				else {
					left++;
				}
			}
		}
		if (!batches.isEmpty()) {
			this.handOff.mostAreRead(left > taken);
		}
		leftOut.keySet().forEach((name) -> topic(name).fallBehind());
		return batches.size();
	}

	private void searchIfDue(long now) {
		boolean atOnce = this.handOff.storeWasReopened() && this.storeFailure == null;
		if (!atOnce && now - this.searchAt < 0) {
			return;
		}
		boolean reopened = this.handOff.takeReopened();
		this.searchAt = now + this.settings.pollInterval().toNanos();
		this.publisher.watch(this.topics.values());
		boolean settled = this.writer.committedOutcomes() >= this.reportedAtSearch;
		try {
			search(this.store.findPendingTopics(0), reopened, settled);
			this.reportedAtSearch = this.publisher.reports().count();
			storeWorks();
		}
		catch (StoreException ex) {
			if (reopened) {
				this.handOff.keepReopened();
			}
			storeFailed(ex);
		}
	}

	private void search(List<TopicBacklog> pending, boolean reopened, boolean settled) {
		for (TopicBacklog backlog : pending) {
			RelayTopic topic = topic(backlog.topic());
			if (reopened) {
				// The store may hold records, newer than all in memory, that were never
				// handed over.
				topic.fallBehind();
			}
			if (topic.hasLostSightOf(backlog.oldestPosition(), settled)) {
				logger.warn(
						"The outbox holds a pending record of topic '{}' at position {} that the relay did not know. The topic is read again from there.",
						backlog.topic(), backlog.oldestPosition());
				topic.readAgainFrom(backlog.oldestPosition());
			}
		}
	}

	private int pump(long now) {
		int sent = 0;
		for (RelayTopic topic : this.topics.values()) {
			if (this.paused.contains(topic.name())) {
				topic.shed();
			}
			else if (topic.hasWork() && this.publisher.isReady(now)) {
				sent += pump(topic, now);
				wakeFor(topic, now);
			}
		}
		long waitNanos = this.publisher.waitNanos(now);
		if (waitNanos > 0) {
			wakeAt(now + waitNanos);
		}
		return sent;
	}

	private void wakeFor(RelayTopic topic, long now) {
		long blocked = topic.blockedNanos(now, this.publisher.outage());
		if (blocked > 0) {
			wakeAt(now + blocked);
		}
		topic.parkedLanes()
			.stream()
			.filter((lane) -> lane.retryAt() - now > 0)
			.forEach((lane) -> wakeAt(lane.retryAt()));
	}

	private void wakeAt(long time) {
		if (time - this.wakeAt < 0) {
			this.wakeAt = time;
		}
	}

	private int pump(RelayTopic topic, long now) {
		int sent = pumpParkedLanes(topic, now);
		while (sent < TURN && topic.maySend(now, this.publisher.outage()) && this.publisher.isReady(now)) {
			PendingRecord record = next(topic);
			if (record == null || !this.publisher.hasRoomFor(topic, record.size())) {
				break;
			}
			if (topic.parkIfLaneIsParked(record)) {
				topic.take();
				sent++;
				continue;
			}
			Attempt attempt = this.publisher.publish(topic, record, now);
			if (attempt == Attempt.BLOCKED) {
				break;
			}
			topic.take();
			if (attempt == Attempt.NO_PARTITION) {
				park(topic, record, now);
			}
			sent++;
		}
		readAhead(topic, sent, now);
		return sent;
	}

	/**
	 * Otherwise a topic never catches up with a flood. Not for a topic of which nothing
	 * is sent, so that a blocked one costs no reading.
	 */
	private void readAhead(RelayTopic topic, int sent, long now) {
		if (sent > 0 && topic.mayReadAhead() && topic.maySend(now, this.publisher.outage())
				&& this.handOff.hasRoomToReadAhead()) {
			readOn(topic);
		}
	}

	private void park(RelayTopic topic, PendingRecord record, long now) {
		Integer partition = record.record().partition();
		if (partition != null && topic.park(record, partition, now, this.settings.backoff())) {
			this.publisher.obstacles().parked(topic, partition);
		}
	}

	private @Nullable PendingRecord next(RelayTopic topic) {
		PendingRecord record = topic.peek();
		// All of a page may be answered already.
		while (record == null && topic.isBehind() && this.publisher.hasRoomFor(topic, 0) && readOn(topic)) {
			record = topic.peek();
		}
		return record;
	}

	private boolean readOn(RelayTopic topic) {
		PendingPage page = read(new PendingQuery(topic.name(), null, topic.cursor(), Long.MAX_VALUE, PAGE_RECORDS,
				this.handOff.isFull() ? SMALL_PAGE_BYTES : PAGE_BYTES));
		if (page == null) {
			return false;
		}
		topic.readFromStore(this.publisher.reports().withoutAnswered(page.records()), page.lastPosition(), page.more());
		return true;
	}

	private @Nullable PendingPage read(PendingQuery query) {
		PendingPage page;
		try {
			page = this.store.findPending(query);
			storeWorks();
		}
		catch (StoreException ex) {
			storeFailed(ex);
			return null;
		}
		for (long position : page.corrupt()) {
			logger.error(
					"The record at position {} of topic '{}' is damaged: its checksum does not fit. It is set aside as failed; the others go on.",
					position, query.topic());
			this.publisher.reports().corrupt(position, page.corruptIds().get(position));
		}
		return page;
	}

	private void storeFailed(StoreException failure) {
		if (this.storeFailure == null) {
			logger.error(
					"Pending records cannot be read from the outbox. That is tried again; what is in memory goes on.",
					failure);
		}
		this.storeFailure = failure.getMessage();
	}

	private void storeWorks() {
		if (this.storeFailure != null) {
			this.storeFailure = null;
			logger.info("Pending records can be read from the outbox again.");
		}
	}

	private int pumpParkedLanes(RelayTopic topic, long now) {
		int sent = 0;
		for (ParkedLane lane : List.copyOf(topic.parkedLanes())) {
			if (now - lane.retryAt() >= 0 && topic.maySend(now, this.publisher.outage())) {
				sent += pump(topic, lane, now);
			}
		}
		return sent;
	}

	private int pump(RelayTopic topic, ParkedLane lane, long now) {
		if (lane.nextPosition() > topic.passed()) {
			return 0;
		}
		PendingPage page = read(new PendingQuery(topic.name(), lane.partition(), lane.nextPosition() - 1,
				topic.passed(), LANE_PAGE_RECORDS, PAGE_BYTES));
		if (page == null) {
			lane.waitMore(now);
			return 0;
		}
		int sent = 0;
		for (PendingRecord record : this.publisher.reports().withoutAnswered(page.records())) {
			if (!topic.maySend(now, this.publisher.outage()) || !this.publisher.isReady(now)
					|| !this.publisher.hasRoomFor(topic, record.size())) {
				return sent;
			}
			Attempt attempt = this.publisher.publish(topic, record, now);
			if (attempt == Attempt.BLOCKED || attempt == Attempt.NO_PARTITION) {
				lane.waitMore(now);
				return sent;
			}
			lane.sentUpTo(record.position());
			sent++;
		}
		lane.sentUpTo(page.lastPosition());
		if (!page.more()) {
			lane.sentUpTo(topic.passed());
		}
		if (lane.isEmpty()) {
			topic.parkedLanes().remove(lane);
			this.publisher.obstacles().lanesChanged(topic);
		}
		return sent;
	}

	/**
	 * What the relay leaves alone.
	 * @return the topics, to be changed by any thread
	 */
	public PausedTopics paused() {
		return this.paused;
	}

	/**
	 * How the relay is doing.
	 * @return a snapshot
	 */
	public RelayStatus status() {
		return new RelayStatus(this.publisher.window().records(), this.publisher.outage().reason(),
				this.publisher.obstacles().all(), this.publisher.partitionerFailure(), this.storeFailure);
	}

	@Override
	public void onStop() {
		this.publisher.close(Duration.ofSeconds((this.publisher.outage().isOpen()) ? 0 : 1), this.nanoTime.getAsLong(),
				this.topics.values());
	}

}
