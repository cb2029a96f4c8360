package io.github.robustkafka.retry;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

import io.github.robustkafka.dispatch.DispatchSettings;
import io.github.robustkafka.dispatch.Dispatcher;
import io.github.robustkafka.dispatch.HandTimer;
import io.github.robustkafka.dispatch.Ordering;
import io.github.robustkafka.dispatch.Submission;
import io.github.robustkafka.inbox.Inbox;
import io.github.robustkafka.inbox.InboxState;
import io.github.robustkafka.inbox.RecordIdentity;
import io.github.robustkafka.inbox.SettableClock;

/**
 * A {@link RetryingProcessor} in a dispatcher that is driven by hand. What happens is
 * written down in its order.
 */
final class ProcessorBench implements ListenerControl, ListenerObserver, Inbox {

	final SettableClock clock = new SettableClock();

	final HandTimer timer = new HandTimer(this.clock);

	final MockProducer<byte[], byte[]> producer = new MockProducer<>(false, null, new ByteArraySerializer(),
			new ByteArraySerializer());

	/** What happened, the latest last. */
	final List<String> events = new ArrayList<>();

	final Set<String> remembered = new HashSet<>();

	/** Additions to the inbox that are not committed yet. */
	final ArrayDeque<Runnable> additions = new ArrayDeque<>();

	final Dispatcher dispatcher;

	private final ArrayDeque<Runnable> workers = new ArrayDeque<>();

	/** What the handler throws, if it does. */
	private Optional<Throwable> failure = Optional.empty();

	private Runnable whileHandling = () -> {
	};

	private Runnable whileReading = () -> {
	};

	private Runnable whileAsking = () -> {
	};

	ProcessorBench(boolean deadLetters, Duration remember, ExceptionRule... exceptions) {
		TopicChains chains = new TopicChains(List.of(Records.chain(deadLetters)));
		ListenerRules rules = new ListenerRules("payments", "group", chains, new ExceptionRules(List.of(exceptions)),
				remember);
		Forwarder forwarder = new Forwarder(() -> this.producer, (unused) -> {
		}, this.timer);
		Forwards forwards = new Forwards(forwarder, "group", (topic) -> 8);
		RetryingProcessor processor = new RetryingProcessor(rules, this::handle, this, forwards, this, this,
				this.clock);
		this.dispatcher = new Dispatcher(new DispatchSettings("payments", Ordering.KEY, 10, 100, Duration.ZERO,
				chains::mainTopic, chains::identity), processor, this.workers::add, this.timer, this.clock);
	}

	private void handle(ConsumerRecord<byte[], byte[]> record, int call, Runnable beforeStart) throws Exception {
		this.whileReading.run();
		beforeStart.run();
		this.events.add("call " + call);
		this.whileHandling.run();
		Throwable thrown = this.failure.orElse(null);
		if (thrown instanceof Error error) {
			throw error;
		}
		if (thrown instanceof Exception exception) {
			throw exception;
		}
	}

	ProcessorBench failingWith(Throwable thrown) {
		this.failure = Optional.of(thrown);
		return this;
	}

	void succeeding() {
		this.failure = Optional.empty();
	}

	void whileHandling(Runnable action) {
		this.whileHandling = action;
	}

	/** Runs before the handler could be called. */
	void whileReading(Runnable action) {
		this.whileReading = action;
	}

	/** Runs when the inbox is asked. */
	void whileAsking(Runnable action) {
		this.whileAsking = action;
	}

	/** Hands a record over and lets the handler run. */
	ProcessorBench receive(ConsumerRecord<byte[], byte[]> record) {
		this.dispatcher.submit(this, List.of(new Submission(record, 0, () -> this.events.add("acknowledged"))));
		return work();
	}

	ProcessorBench work() {
		Runnable worker = this.workers.poll();
		while (worker != null) {
			worker.run();
			worker = this.workers.poll();
		}
		return this;
	}

	ProcessorBench advance(Duration time) {
		this.timer.advance(time);
		return work();
	}

	void revoke() {
		this.dispatcher.drain(this, List.of(new TopicPartition("orders", 3)), false);
	}

	ProducerRecord<byte[], byte[]> forwarded() {
		return this.producer.history().get(this.producer.history().size() - 1);
	}

	@Override
	public void pause(Duration time) {
		this.events.add("pause " + time);
	}

	@Override
	public void stop(Throwable reason) {
		this.events.add("stop");
	}

	@Override
	public boolean contains(String listener, RecordIdentity identity) {
		this.whileAsking.run();
		return this.remembered.contains(listener + " " + identity);
	}

	@Override
	public void add(String listener, RecordIdentity identity, Duration retention, Runnable whenAdded) {
		this.events.add("inbox");
		this.additions.add(() -> {
			this.remembered.add(listener + " " + identity);
			whenAdded.run();
		});
	}

	@Override
	public InboxState state() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void close() {
		this.additions.clear();
	}

	@Override
	public void called(String listener, Duration took, @Nullable Throwable thrown) {
		throw new IllegalStateException("An observer cannot break the work");
	}

	@Override
	public void succeeded(String listener, int attempt, Duration age) {
		this.events.add("succeeded " + attempt);
	}

	@Override
	public void duplicate(String listener) {
		this.events.add("duplicate");
	}

	@Override
	public void retried(String listener, int attempt) {
		this.events.add("retried " + attempt);
	}

	@Override
	public void deadLetter(String listener, Throwable reason) {
		this.events.add("dead letter");
	}

	@Override
	public void dropped(String listener, Throwable reason) {
		this.events.add("dropped");
	}

	@Override
	public void forwardFailed(String listener) {
		this.events.add("forward failed");
	}

}
