package io.github.robustkafka.listener;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.kafka.listener.DelegatingMessageListener;
import org.springframework.kafka.listener.adapter.FilteringMessageListenerAdapter;
import org.springframework.kafka.listener.adapter.MessagingMessageListenerAdapter;

/**
 * A registry that knows of no current observation. Spring's adapters end the current one,
 * since a container leaves that to them; ours ends its own, and so would be ended twice.
 */
final class NoCurrentObservation implements ObservationRegistry {

	private static final NoCurrentObservation INSTANCE = new NoCurrentObservation();

	private final ObservationConfig config = new ObservationConfig();

	/** Gives it to the adapters that a listener consists of. */
	static void giveTo(Object listener) {
		Object each = listener;
		while (each != null) {
			if (each instanceof MessagingMessageListenerAdapter<?, ?> adapter) {
				adapter.setObservationRegistry(INSTANCE);
			}
			else if (each instanceof FilteringMessageListenerAdapter<?, ?> filter) {
				filter.setObservationRegistry(INSTANCE);
			}
			each = (each instanceof DelegatingMessageListener<?> delegating) ? delegating.getDelegate() : null;
		}
	}

	@Override
	public @Nullable Observation getCurrentObservation() {
		return null;
	}

	@Override
	public Observation.@Nullable Scope getCurrentObservationScope() {
		return null;
	}

	@Override
	public void setCurrentObservationScope(Observation.@Nullable Scope current) {
		// Nobody opens scopes here.
	}

	@Override
	public ObservationConfig observationConfig() {
		return this.config;
	}

}
