package io.github.robustkafka.retry;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.robustkafka.dispatch.RecordProcessor;
import io.github.robustkafka.dispatch.RecordTask;
import io.github.robustkafka.inbox.Inbox;
import io.github.robustkafka.inbox.RecordIdentity;

/**
 * The way of one record through a listener.
 * <ol>
 * <li>What the inbox knows was handled before, and is finished.
 * <li>The handler is called, unless the partition was given up meanwhile. After success
 * the inbox remembers the record, and then it is finished: a crash in between leads to
 * another call, never to a loss.
 * <li>When the handler throws, the rules decide. A record that is tried again in place
 * keeps its key waiting. One that goes to a retry topic or the dead-letter topic is
 * finished when the broker has acknowledged it there.
 * </ol>
 */
public final class RetryingProcessor implements RecordProcessor {

	private static final Logger logger = LoggerFactory.getLogger(RetryingProcessor.class);

	private static final Duration UNTIL_STOPPED = Duration.ofDays(1);

	private final ListenerRules rules;

	private final RecordHandler handler;

	private final Inbox inbox;

	private final Forwards forwards;

	private final ListenerControl control;

	private final ListenerObserver observer;

	private final Clock clock;

	/**
	 * Creates a processor.
	 * @param rules what is done
	 * @param handler the application's code
	 * @param inbox remembers handled records
	 * @param forwards sends records to other topics
	 * @param control pauses and stops the listener
	 * @param observer hears what happens
	 * @param clock tells the time
	 */
	public RetryingProcessor(ListenerRules rules, RecordHandler handler, Inbox inbox, Forwards forwards,
			ListenerControl control, ListenerObserver observer, Clock clock) {
		this.rules = rules;
		this.handler = handler;
		this.inbox = inbox;
		this.forwards = forwards;
		this.control = control;
		this.observer = observer;
		this.clock = clock;
	}

	@Override
	public void process(RecordTask task) {
		ConsumerRecord<byte[], byte[]> record = task.record();
		Received received = Received.of(record, this.rules.chains(), this.clock.millis());
		RecordIdentity identity = this.rules.deduplicates() ? Identification.of(record, received) : null;
		if (identity != null && this.inbox.contains(this.rules.listener(), identity)) {
			tell((observer) -> observer.duplicate(this.rules.listener()));
			task.done();
			return;
		}
		Throwable failure = call(task, record, received);
		if (failure == null) {
			succeeded(task, record, received, identity);
		}
		else {
			failed(task, record, received, failure, LegibleFailure.of(failure));
		}
	}

	private @Nullable Throwable call(RecordTask task, ConsumerRecord<byte[], byte[]> record, Received received) {
		int blocking = received.chain().settings().blockingAttempts();
		int number = received.isFirst() ? task.attempts() + 1 : blocking + received.attempt() - 1;
		long start = System.nanoTime();
		Throwable failure = null;
		try {
			this.handler.handle(record, number, () -> requireOurs(task));
		}
		catch (AbandonedException ex) {
			return ex;
		}
		catch (Throwable ex) {
			failure = ex;
		}
		finally {
			// An interrupt that the handler leaves behind is none for what comes next.
			Thread.interrupted();
		}
		Throwable thrown = failure;
		Duration took = Duration.ofNanos(System.nanoTime() - start);
		tell((observer) -> observer.called(this.rules.listener(), took, thrown));
		return failure;
	}

	/** What went before may have taken long: reading, or asking the inbox. */
	private static void requireOurs(RecordTask task) {
		if (task.isAbandoned()) {
			throw new AbandonedException();
		}
	}

	private void succeeded(RecordTask task, ConsumerRecord<byte[], byte[]> record, Received received,
			@Nullable RecordIdentity identity) {
		Duration age = Duration.ofMillis(Math.max(0, this.clock.millis() - record.timestamp()));
		tell((observer) -> observer.succeeded(this.rules.listener(), received.attempt(), age));
		if (identity != null) {
			this.inbox.add(this.rules.listener(), identity, this.rules.remember(), task::done);
			task.handled();
		}
		else {
			task.done();
		}
	}

	private void failed(RecordTask task, ConsumerRecord<byte[], byte[]> record, Received received, Throwable thrown,
			Throwable failure) {
		if (task.isAbandoned()) {
			// The partition has another owner by now, who handles the record.
			task.done();
			return;
		}
		ExceptionRule rule = this.rules.exceptions().decide(thrown);
		switch (rule.action()) {
			case RETRY -> retry(task, record, received, failure);
			case DEAD_LETTER -> deadLetter(task, record, received, failure);
			case DROP -> drop(task, received, failure);
			case PAUSE -> pause(task, received, failure, rule.pause());
			case STOP -> stop(task, received, failure);
		}
	}

	private void retry(RecordTask task, ConsumerRecord<byte[], byte[]> record, Received received, Throwable failure) {
		task.countAttempt();
		RetrySettings settings = received.chain().settings();
		if (received.isFirst() && task.attempts() < settings.blockingAttempts()) {
			task.again(settings.blockingDelay());
			return;
		}
		int tier = received.chain().tierFor(received.attempt() + 1);
		if (tier < 0) {
			deadLetter(task, record, received, failure);
			return;
		}
		long delay = received.chain().tier(tier).delay().toMillis();
		long jitter = (long) (delay * settings.jitter() * ThreadLocalRandom.current().nextDouble());
		// The clock has cut off part of a millisecond: never early.
		long due = this.clock.millis() + 1 + delay + jitter;
		logger.debug("Listener '{}' tries {} again through topic '{}'", this.rules.listener(), received.origin(),
				received.chain().retryTopics().get(tier), failure);
		this.forwards.retry(record, received, tier, due, failure, new OfTask(task,
				() -> tell((observer) -> observer.retried(this.rules.listener(), received.attempt() + 1))));
	}

	private void deadLetter(RecordTask task, ConsumerRecord<byte[], byte[]> record, Received received,
			Throwable failure) {
		String topic = received.chain().deadLetterTopic();
		if (topic == null) {
			logger.error(
					"Listener '{}' gives record {} up after {} deliveries, since nothing comes after them; the record stays in its topic as long as that keeps it.",
					this.rules.listener(), received.origin(), received.attempt(), failure);
			tell((observer) -> observer.deadLetter(this.rules.listener(), failure));
			task.done();
			return;
		}
		this.forwards.deadLetter(record, received, topic, failure, new OfTask(task, () -> {
			logger.warn("Record {} of listener '{}' is a dead letter after {} deliveries, now in topic '{}': {}",
					received.origin(), this.rules.listener(), received.attempt(), topic, failure.toString());
			tell((observer) -> observer.deadLetter(this.rules.listener(), failure));
		}));
	}

	private void drop(RecordTask task, Received received, Throwable failure) {
		logger.warn("Listener '{}' drops record {}, as its rules say: {}", this.rules.listener(), received.origin(),
				failure.toString());
		tell((observer) -> observer.dropped(this.rules.listener(), failure));
		task.done();
	}

	private void pause(RecordTask task, Received received, Throwable failure, Duration time) {
		logger.warn("Listener '{}' pauses for {}, as its rules say; record {} stays where it is: {}",
				this.rules.listener(), time, received.origin(), failure.toString());
		this.control.pause(time);
		task.again(time);
	}

	private void stop(RecordTask task, Received received, Throwable failure) {
		logger.error("Listener '{}' stops, as its rules say; record {} is delivered again when it is started.",
				this.rules.listener(), received.origin(), failure);
		task.again(UNTIL_STOPPED);
		this.control.stop(failure);
	}

	private void tell(Consumer<ListenerObserver> event) {
		try {
			event.accept(this.observer);
		}
		catch (Throwable ex) {
			logger.debug("An observer failed", ex);
		}
	}

	/**
	 * The forward of a task. It ends with the task: a record that another owner of the
	 * partition has by now is forwarded by that one.
	 */
	private final class OfTask implements Forward.Progress {

		private final RecordTask task;

		private final Runnable event;

		private OfTask(RecordTask task, Runnable event) {
			this.task = task;
			this.event = event;
		}

		@Override
		public void acknowledged() {
			try {
				this.event.run();
			}
			finally {
				this.task.done();
			}
		}

		@Override
		public void failed() {
			tell((observer) -> observer.forwardFailed(RetryingProcessor.this.rules.listener()));
		}

		@Override
		public boolean goesOn() {
			if (this.task.isAbandoned()) {
				this.task.done();
				return false;
			}
			return true;
		}

	}

	/**
	 * The partition has another owner by now, who handles the record.
	 */
	private static final class AbandonedException extends RuntimeException {

		private AbandonedException() {
			super("The partition was given up", null, false, false);
		}

	}

}
