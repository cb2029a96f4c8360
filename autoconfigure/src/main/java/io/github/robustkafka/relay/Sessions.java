package io.github.robustkafka.relay;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.robustkafka.worker.WakeUpSignal;

/**
 * One producer at a time: opened when there is something to send, replaced when it was
 * aborted, with growing delays as long as none brings a record to the broker. For the
 * relay's thread.
 */
final class Sessions {

	private static final Logger logger = LoggerFactory.getLogger(Sessions.class);

	private static final int MANY_SPLITS = 20;

	private static final long FIRST_PATIENCE = TimeUnit.SECONDS.toNanos(60);

	private final ProducerSource source;

	private final Answers answers;

	private final WakeUpSignal signal;

	private final Backoff backoff;

	private final Outage outage;

	private @Nullable ProducerSession current;

	private boolean waiting;

	private long openAt;

	private long patience = FIRST_PATIENCE;

	private double splits;

	Sessions(ProducerSource source, Answers answers, WakeUpSignal signal, BackoffSettings settings, Outage outage) {
		this.source = source;
		this.answers = answers;
		this.signal = signal;
		this.backoff = new Backoff(settings);
		this.outage = outage;
	}

	@Nullable ProducerSession current() {
		return this.current;
	}

	/**
	 * Whether there is a producer to send with; creates one if it is time to.
	 */
	boolean isOpen(long now) {
		if (this.current != null) {
			return !this.current.aborted();
		}
		if (this.waiting && now - this.openAt < 0) {
			return false;
		}
		try {
			this.current = new ProducerSession(this.source, this.answers, this.signal);
			this.waiting = false;
			this.splits = 0;
			return true;
		}
		catch (RuntimeException ex) {
			logger.debug("A producer could not be created", ex);
			waitMore(now);
			this.outage.missed(now, "no producer could be created (" + FailureClassifier.rootMessage(ex) + ")");
			return false;
		}
	}

	/**
	 * How long to wait for the next producer; 0 or less if there is no such wait.
	 */
	long waitNanos(long now) {
		return this.waiting ? this.openAt - now : 0;
	}

	private void waitMore(long now) {
		this.waiting = true;
		this.openAt = now + this.backoff.next();
	}

	/**
	 * A producer brought a record to the broker, or an answer from it.
	 */
	void prove(ProducerSession session) {
		session.prove();
		this.backoff.reset();
		this.patience = FIRST_PATIENCE;
	}

	/**
	 * The last resort against a producer that is stuck for a reason unknown: one that
	 * never brought a record to the broker is aborted, with growing patience.
	 */
	void abortIfNeverAnswered(long now, long lastAnswerAt) {
		ProducerSession session = this.current;
		if (session != null && !session.proven() && now - lastAnswerAt >= this.patience) {
			logger.info("The producer has brought nothing to the broker for {} s and is replaced.",
					TimeUnit.NANOSECONDS.toSeconds(this.patience));
			this.patience *= 2;
			session.close(Duration.ZERO);
		}
	}

	/**
	 * Producers before Kafka 4.2 split a batch that is too large for its topic into
	 * pieces of {@code batch.size}, and again and again if that is larger than the topic
	 * allows. Such a producer is aborted, and topics without an answer meanwhile send
	 * their records alone, so that the one that is too large is found.
	 */
	void abortIfSplittingForever(Collection<RelayTopic> topics) {
		ProducerSession session = this.current;
		if (session == null || session.aborted()) {
			return;
		}
		double splits = session.batchSplits();
		if (splits - this.splits >= MANY_SPLITS) {
			List<RelayTopic> silent = topics.stream().filter(RelayTopic::isWithoutAnswer).toList();
			if (!silent.isEmpty()) {
				silent.forEach(RelayTopic::suspectAllInFlight);
				session.close(Duration.ZERO);
			}
		}
		this.splits = splits;
		topics.forEach(RelayTopic::awaitAnswers);
	}

	/**
	 * Closes the current producer and waits for all its answers.
	 */
	void close(Duration timeout, long now) {
		ProducerSession session = this.current;
		if (session != null) {
			this.current = null;
			session.close(timeout);
			if (!session.proven()) {
				waitMore(now);
			}
		}
	}

}
