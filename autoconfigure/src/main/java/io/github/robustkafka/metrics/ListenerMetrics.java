package io.github.robustkafka.metrics;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

import io.github.robustkafka.dispatch.DispatchState;
import io.github.robustkafka.dispatch.DrainResult;
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
		MeterDescription description = meter.description();
		Gauge.builder(description.name(), listener, (running) -> value.applyAsDouble(running.state()))
			.description(description.meaning())
			.baseUnit(description.unit())
			.tags(tags(listener.settings().id()))
			.register(this.registry);
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
	}

	private Times times(String listener) {
		return this.times.computeIfAbsent(listener,
				(id) -> new Times(timer(ListenerMeter.CALLS, tags(id).and("outcome", "success")),
						timer(ListenerMeter.CALLS, tags(id).and("outcome", "failure")),
						timer(ListenerMeter.TIME_TO_SUCCESS, tags(id))));
	}

	private Timer timer(ListenerMeter meter, Tags tags) {
		return Timer.builder(meter.description().name())
			.description(meter.description().meaning())
			.tags(tags)
			.register(this.registry);
	}

	private void count(ListenerMeter meter, Tags tags, int amount) {
		MeterDescription description = meter.description();
		Counter.builder(description.name())
			.description(description.meaning())
			.baseUnit(description.unit())
			.tags(tags)
			.register(this.registry)
			.increment(amount);
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
