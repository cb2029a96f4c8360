package io.github.robustkafka.actuate;

import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.Health;

import io.github.robustkafka.dispatch.DispatchState;
import io.github.robustkafka.inbox.InboxState;
import io.github.robustkafka.listener.RunningListener;

/**
 * What listeners add to the health of Robust Kafka.
 *
 * @param listeners the listeners
 * @param failingTopics retry topics and dead-letter topics that take no records now
 * @param inbox state of the inbox, empty if no listener needs it
 */
public record ListenersHealth(Supplier<Collection<RunningListener>> listeners, Supplier<Set<String>> failingTopics,
		Supplier<Optional<InboxState>> inbox) {

	/** Returns why a listener does nothing although it should, or null. */
	@Nullable String reasonToBeDown() {
		for (RunningListener listener : this.listeners.get()) {
			Throwable stoppedBy = listener.stoppedBy();
			if (stoppedBy != null) {
				return "listener '%s' was stopped, as its rules say, after %s".formatted(listener.settings().id(),
						stoppedBy.getClass().getName());
			}
			if (listener.endedBySpring() != null) {
				return "a consumer of listener '%s' has ended: %s; the log says more"
					.formatted(listener.settings().id(), listener.endedBySpring());
			}
		}
		return null;
	}

	/**
	 * Returns which record a handler does not come to an end with, or null. A forward
	 * that Kafka does not take is no reason: that is an outage, and heals.
	 */
	@Nullable String reasonToBeOutOfService(HealthThresholds thresholds) {
		if (!this.failingTopics.get().isEmpty()) {
			return null;
		}
		for (RunningListener listener : this.listeners.get()) {
			for (DispatchState.Partition partition : listener.state().partitions()) {
				if (thresholds.isStuck(partition.age())) {
					return "listener '%s' has not finished the record at offset %d of %s for %s; robust.kafka.health.max-watermark-age allows %s"
						.formatted(listener.settings().id(), partition.offset(), partition.name(),
								partition.age().truncatedTo(ChronoUnit.SECONDS), thresholds.maxWatermarkAge());
				}
			}
		}
		return null;
	}

	void addDetails(Health.Builder builder) {
		Map<String, Object> details = new LinkedHashMap<>();
		this.listeners.get().forEach((listener) -> details.put(listener.settings().id(), details(listener)));
		if (details.isEmpty()) {
			return;
		}
		builder.withDetail("listeners", details);
		if (!this.failingTopics.get().isEmpty()) {
			builder.withDetail("failingTopics", this.failingTopics.get());
		}
		this.inbox.get().ifPresent((state) -> builder.withDetail("inbox", details(state)));
	}

	private static Map<String, Object> details(RunningListener listener) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("running", listener.isRunning());
		if (listener.waitsFor() != null) {
			details.put("waitsFor", listener.waitsFor());
		}
		DispatchState state = listener.state();
		details.put("inFlight", state.inFlight());
		details.put("unfinished", state.unfinished());
		details.put("held", state.held());
		details.put("watermarkAge", state.watermarkAge().truncatedTo(ChronoUnit.SECONDS).toString());
		return details;
	}

	private static Map<String, Object> details(InboxState state) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("available", state.available());
		details.put("entries", state.entries());
		if (!state.available()) {
			details.put("since", state.since().toString());
			details.put("lastError", String.valueOf(state.lastError()));
			details.put("effect", "handlers may be given records again");
		}
		if (!state.shortenedBy().isZero()) {
			details.put("forgetsEarlierBy", state.shortenedBy().toString());
		}
		return details;
	}

}
