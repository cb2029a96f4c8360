package io.github.robustkafka.relay;

import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.outcome.Outcomes;
import io.github.robustkafka.worker.WakeUpSignal;

/**
 * Hands records to a Kafka producer and deals with its answers. What can heal stays
 * pending and is never counted; what cannot is reported as failed. A producer whose batch
 * was refused is replaced, and all that was in flight is sent again in order. For the
 * relay's thread, but for the status.
 */
final class Publisher {

	private static final Logger logger = LoggerFactory.getLogger(Publisher.class);

	private static final long CATCH_UP = TimeUnit.MILLISECONDS.toNanos(5);

	private final ReportedOutcomes reports;

	private final InFlightWindow window;

	private final Outage outage;

	private final Sessions sessions;

	private final RelayEvents events;

	private final Answers answers = new Answers();

	private final Obstacles obstacles = new Obstacles();

	private boolean bufferFull;

	private long lastAnswerAt;

	private boolean outageEnded;

	private volatile @Nullable String partitionerFailure;

	Publisher(ProducerSource source, Outcomes outcomes, WakeUpSignal signal, RelaySettings settings) {
		this.window = new InFlightWindow(settings.window(), settings.maxInFlightBytes());
		this.outage = new Outage(settings.backoff());
		this.sessions = new Sessions(source, this.answers, signal, settings.backoff(), this.outage);
		this.events = new RelayEvents(settings.observer());
		this.reports = new ReportedOutcomes(outcomes, this.events);
	}

	InFlightWindow window() {
		return this.window;
	}

	Outage outage() {
		return this.outage;
	}

	Obstacles obstacles() {
		return this.obstacles;
	}

	@Nullable String partitionerFailure() {
		return this.partitionerFailure;
	}

	ReportedOutcomes reports() {
		return this.reports;
	}

	/**
	 * Whether there is a producer to send with; creates one if it is time to.
	 */
	boolean isReady(long now) {
		return !this.bufferFull && this.reports.keepUp() && this.sessions.isOpen(now);
	}

	/**
	 * How long to wait for the next producer, or for the outcomes to catch up; 0 or less
	 * if there is no such wait.
	 */
	long waitNanos(long now) {
		boolean full = !this.window.hasRoomBeside(0, this.reports.uncommitted());
		return (full || !this.reports.keepUp()) ? CATCH_UP : this.sessions.waitNanos(now);
	}

	boolean hasRoomFor(RelayTopic topic, int size) {
		return this.window.hasRoom(topic.inFlightRecords(), topic.inFlightBytes(), size)
				&& this.window.hasRoomBeside(topic.inFlightRecords(), this.reports.uncommitted());
	}

	Attempt publish(RelayTopic topic, PendingRecord record, long now) {
		ProducerSession current = Objects.requireNonNull(this.sessions.current());
		Delivery delivery = new Delivery(record, topic, current, topic.sendsAlone());
		Exception notTaken;
		try {
			notTaken = current.send(delivery, KafkaRecords.toKafka(record.record()));
		}
		catch (RuntimeException ex) {
			return threw(topic, current, ex, now);
		}
		if (notTaken != null) {
			return notTaken(delivery, notTaken, now);
		}
		if (this.window.records() == 0) {
			this.lastAnswerAt = now;
		}
		topic.sent(delivery);
		this.window.enter(record.size());
		this.obstacles.taken(topic);
		if (this.partitionerFailure != null) {
			this.partitionerFailure = null;
		}
		if (topic.accepted()) {
			clusterAnswered(now);
		}
		this.events.handedOver(delivery);
		return Attempt.SENT;
	}

	private Attempt threw(RelayTopic topic, ProducerSession current, RuntimeException failure, long now) {
		if (current.aborted()) {
			return Attempt.BLOCKED;
		}
		if (failure.getClass() == KafkaException.class || failure instanceof InterruptException) {
			logger.debug("The producer is broken and is replaced", failure);
			abort(current);
			this.outage.missed(now, "the producer failed (" + FailureClassifier.rootMessage(failure) + ")");
			return Attempt.BLOCKED;
		}
		if (this.partitionerFailure == null) {
			logger.error("The partitioner failed for topic '{}'. Its records stay pending and are tried again.",
					topic.name(), failure);
		}
		this.partitionerFailure = failure.toString();
		topic.block(now);
		this.obstacles.notTaken(topic, failure);
		return Attempt.BLOCKED;
	}

	private Attempt notTaken(Delivery delivery, Exception failure, long now) {
		RelayTopic topic = delivery.topic();
		PendingRecord record = delivery.record();
		if (failure instanceof BufferExhaustedException) {
			this.bufferFull = this.window.records() > 0;
			return Attempt.BLOCKED;
		}
		if (FailureClassifier.classify(failure) == Verdict.RECORD) {
			this.reports.failed(record, failure);
			this.obstacles.judged(topic);
			return Attempt.FAILED;
		}
		Integer partition = record.record().partition();
		if (partition != null && delivery.session().lacksPartition(topic.name(), partition)) {
			return Attempt.NO_PARTITION;
		}
		Throwable cause = failure.getCause();
		if (failure instanceof TimeoutException && cause != null) {
			clusterAnswered(now);
			topic.awaitMetadata(now, true);
			this.obstacles.notTaken(topic, cause);
		}
		else if (FailureClassifier.classify(failure) == Verdict.TOPIC) {
			topic.block(now);
			this.obstacles.notTaken(topic, failure);
		}
		else {
			topic.awaitMetadata(now, false);
			this.outage.missed(now, FailureClassifier.rootMessage(failure));
			replaceIfNotLoggedIn(delivery.session(), failure);
		}
		return Attempt.BLOCKED;
	}

	/**
	 * An idempotent producer that could not log in when it asked for its producer id
	 * never asks again, not even when it could: a new one must.
	 */
	private static void replaceIfNotLoggedIn(ProducerSession session, Exception failure) {
		if (failure instanceof AuthenticationException) {
			abort(session);
		}
	}

	private void clusterAnswered(long now) {
		if (this.outage.answered(now)) {
			this.window.openSlowly();
			this.outageEnded = true;
		}
	}

	/**
	 * Deals with all answers so far.
	 * @return how many there were
	 */
	int settleAnswers(long now, Collection<RelayTopic> topics) {
		int count = 0;
		for (Delivery answer = this.answers.poll(); answer != null; answer = this.answers.poll()) {
			settle(answer, now);
			this.bufferFull = false;
			count++;
		}
		if (count > 0) {
			this.lastAnswerAt = now;
		}
		else if (this.window.records() > 0) {
			this.outage.silent(now, this.lastAnswerAt);
			this.sessions.abortIfNeverAnswered(now, this.lastAnswerAt);
		}
		if (this.outageEnded) {
			this.outageEnded = false;
			topics.forEach((topic) -> topic.outageEnded(now));
		}
		this.reports.passOn();
		return count;
	}

	private void settle(Delivery delivery, long now) {
		if (delivery.settled()) {
			return;
		}
		Exception failure = delivery.failure();
		if (failure == null) {
			acknowledge(delivery, now);
		}
		else if (delivery.session().aborted()) {
			refusedWithOthers(delivery, failure);
		}
		else {
			judge(delivery, failure, now);
		}
	}

	/**
	 * Taken back with all that was in flight; here only what the answer tells is kept.
	 */
	private void refusedWithOthers(Delivery delivery, Exception failure) {
		boolean byBroker = delivery.session().proven() && !FailureClassifier.isForcedClose(failure);
		if (byBroker || FailureClassifier.isRefusedBatch(failure)) {
			delivery.topic().refused(delivery.record().position());
		}
		if (FailureClassifier.classify(failure) != Verdict.CLUSTER) {
			this.sessions.prove(delivery.session());
		}
	}

	private void acknowledge(Delivery delivery, long now) {
		leave(delivery);
		delivery.topic().acknowledged(delivery.record().position());
		this.obstacles.judged(delivery.topic());
		this.sessions.prove(delivery.session());
		this.window.acknowledged();
		clusterAnswered(now);
		this.reports.acknowledged(delivery);
	}

	/**
	 * A record that flew alone was refused: it is to blame, or its topic, or the cluster.
	 */
	private void judge(Delivery delivery, Exception failure, long now) {
		RelayTopic topic = delivery.topic();
		Verdict verdict = FailureClassifier.classify(failure);
		if (verdict == Verdict.CLUSTER && !delivery.session().proven()) {
			abort(delivery.session());
			this.outage.missed(now, FailureClassifier.rootMessage(failure));
			return;
		}
		leave(delivery);
		topic.refused(delivery.record().position());
		if (verdict == Verdict.RECORD) {
			this.reports.failed(delivery.record(), failure);
			this.obstacles.judged(topic);
			this.events.failed(delivery, failure);
			return;
		}
		topic.putBack(delivery.record());
		topic.block(now);
		this.obstacles.refused(topic, failure);
		this.events.takenBack(delivery);
		this.events.takenBack(1);
	}

	private void leave(Delivery delivery) {
		delivery.topic().settled(delivery);
		this.window.leave(delivery.record().size());
	}

	private static void abort(ProducerSession broken) {
		broken.close(Duration.ZERO);
	}

	/**
	 * Looks for topics that stand still: what was read ahead for them takes the memory of
	 * others. To be called now and then, not in every cycle.
	 */
	void watch(Collection<RelayTopic> topics) {
		topics.stream().filter(RelayTopic::isBehind).filter(RelayTopic::isWithoutAnswer).forEach(RelayTopic::shed);
		this.sessions.abortIfSplittingForever(topics);
	}

	/**
	 * Ends a producer whose batch was refused or that broke, and takes back what was in
	 * flight.
	 */
	void replaceAborted(long now, Collection<RelayTopic> topics) {
		ProducerSession current = this.sessions.current();
		if (current != null && current.aborted()) {
			this.sessions.close(Duration.ZERO, now);
			settleAnswers(now, topics);
			takeBack(topics);
			this.bufferFull = false;
			this.events.producerReplaced();
		}
	}

	private void takeBack(Collection<RelayTopic> topics) {
		int count = 0;
		for (RelayTopic topic : topics) {
			for (Delivery delivery : topic.rewind()) {
				this.window.leave(delivery.record().size());
				this.events.takenBack(delivery);
				count++;
			}
		}
		this.events.takenBack(count);
	}

	/**
	 * Closes the producer; what is then unanswered stays pending.
	 */
	void close(Duration timeout, long now, Collection<RelayTopic> topics) {
		this.sessions.close(timeout, now);
		settleAnswers(now, topics);
		takeBack(topics);
	}

}
