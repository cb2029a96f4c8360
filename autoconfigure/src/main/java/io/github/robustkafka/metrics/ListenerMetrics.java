package io.github.robustkafka.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

import io.github.robustkafka.dispatch.DispatchState;
import io.github.robustkafka.dispatch.DrainResult;
import io.github.robustkafka.inbox.InboxState;
import io.github.robustkafka.listener.RunningListener;
import io.github.robustkafka.retry.ListenerObserver;

/**
 * Counts what happens to the records of listeners. Safe for use by many threads.
 */
public final class ListenerMetrics implements ListenerObserver {

	private static final double MILLIS = 1000;

	private final MeterRegistry registry;

	private final Map<String, Times> times = new ConcurrentHashMap<>();

	/**
	 * What the gauges of the inbox read; a gauge itself does not keep it from being
	 * collected.
	 */
	private final List<Supplier<Optional<InboxState>>> inboxes = new CopyOnWriteArrayList<>();

	/**
	 * Creates the metrics.
	 * @param registry where meters are registered
	 */
	public ListenerMetrics(MeterRegistry registry) {
		this.registry = registry;
	}

	/**
	 * Registers the gauges of a listener.
	 * @param listener the listener
	 */
	public void watch(RunningListener listener) {
		gauge(listener, ListenerMeter.IN_FLIGHT, DispatchState::inFlight);
		gauge(listener, ListenerMeter.UNFINISHED, DispatchState::unfinished);
		gauge(listener, ListenerMeter.HELD, DispatchState::held);
		gauge(listener, ListenerMeter.WATERMARK_AGE, (state) -> state.watermarkAge().toMillis() / MILLIS);
		gauge(listener, ListenerMeter.PAUSED_PARTITIONS, DispatchState::pausedPartitions);
	}

	private void gauge(RunningListener listener, ListenerMeter meter, ToDoubleFunction<DispatchState> value) {
		meter.description()
			.gauge(this.registry, tags(listener.settings().id()), listener,
					(running) -> value.applyAsDouble(running.state()));
	}

	/**
	 * Registers the gauges of the inbox, which work as long as these metrics are in use.
	 * @param inbox tells how it is, empty as long as no listener needs it
	 */
	public void watchInbox(Supplier<Optional<InboxState>> inbox) {
		this.inboxes.add(inbox);
		gauge(inbox, InboxMeter.UNAVAILABLE, (state) -> state.available() ? 0 : 1);
		gauge(inbox, InboxMeter.ENTRIES, InboxState::entries);
		gauge(inbox, InboxMeter.SIZE, InboxState::size);
		gauge(inbox, InboxMeter.SHORTENED, (state) -> state.shortenedBy().toMillis() / MILLIS);
	}

	private void gauge(Supplier<Optional<InboxState>> inbox, InboxMeter meter, ToDoubleFunction<InboxState> value) {
		meter.description()
			.gauge(this.registry, Tags.empty(), inbox,
					(states) -> states.get().map(value::applyAsDouble).orElse(Double.NaN));
	}

	@Override
	public void called(String listener, Duration took, @Nullable Throwable failure) {
		Times known = times(listener);
		((failure == null) ? known.success() : known.failure()).record(took);
	}

	@Override
	public void succeeded(String listener, int attempt, Duration age) {
		times(listener).toSuccess().record(age);
	}

	@Override
	public void duplicate(String listener) {
		count(ListenerMeter.DUPLICATES, tags(listener), 1);
	}

	@Override
	public void retried(String listener, int attempt) {
		count(ListenerMeter.RETRIES, tags(listener).and("attempt", Integer.toString(attempt)), 1);
	}

	@Override
	public void deadLetter(String listener, Throwable reason) {
		count(ListenerMeter.DEAD_LETTERS, tags(listener).and("exception", name(reason)), 1);
	}

	@Override
	public void replayed(String listener) {
		count(ListenerMeter.REPLAYS, tags(listener), 1);
	}

	@Override
	public void dropped(String listener, Throwable reason) {
		count(ListenerMeter.DROPPED, tags(listener).and("exception", name(reason)), 1);
	}

	@Override
	public void forwardFailed(String listener) {
		count(ListenerMeter.FORWARD_FAILURES, tags(listener), 1);
	}

	@Override
	public void drained(String listener, DrainResult result) {
		count(ListenerMeter.DRAINED, tags(listener), result.drained());
		count(ListenerMeter.ABANDONED, tags(listener),
				result.abandoned().values().stream().mapToInt(Integer::intValue).sum());
		ListenerMeter.DRAIN.description().timer(this.registry, tags(listener)).record(result.took());
	}

	private Times times(String listener) {
		return this.times.computeIfAbsent(listener, (id) -> new Times(calls(id, "success"), calls(id, "failure"),
				ListenerMeter.TIME_TO_SUCCESS.description().outageTimer(this.registry, tags(id))));
	}

	private Timer calls(String listener, String outcome) {
		return ListenerMeter.CALLS.description().timer(this.registry, tags(listener).and("outcome", outcome));
	}

	private void count(ListenerMeter meter, Tags tags, int amount) {
		meter.description().counter(this.registry, tags).increment(amount);
	}

	private static Tags tags(String listener) {
		return Tags.of("listener", listener);
	}

	private static String name(Throwable failure) {
		String simple = failure.getClass().getSimpleName();
		return simple.isEmpty() ? failure.getClass().getName() : simple;
	}

	private record Times(Timer success, Timer failure, Timer toSuccess) {
	}

}
