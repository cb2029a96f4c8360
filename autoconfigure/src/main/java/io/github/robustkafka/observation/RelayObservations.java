package io.github.robustkafka.observation;

import java.time.Clock;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.relay.RelayObserver;

/**
 * Observes each record that the relay hands to Kafka's producer, until the broker's
 * answer. It is there before any registry is, since the outbox works before all beans are
 * made; what is relayed until then is not observed.
 */
public final class RelayObservations implements RelayObserver {

	private final Clock clock;

	private volatile ObservationRegistry registry = ObservationRegistry.NOOP;

	private volatile @Nullable RobustKafkaRelayObservationConvention convention;

	/**
	 * Creates the observer.
	 * @param clock tells how long records have waited
	 */
	public RelayObservations(Clock clock) {
		this.clock = clock;
	}

	/**
	 * Observes from now on.
	 * @param registry where observations go
	 * @param convention names and describes them, or null for the default
	 */
	public void observeIn(ObservationRegistry registry, @Nullable RobustKafkaRelayObservationConvention convention) {
		this.convention = convention;
		this.registry = registry;
	}

	@Override
	public @Nullable Flight handedOver(PendingRecord record) {
		ObservationRegistry present = this.registry;
		if (present.isNoop()) {
			return null;
		}
		RelayContext context = new RelayContext(record, Math.max(0, this.clock.millis() - record.appendedAt()));
		Observation observation = RobustKafkaObservation.RELAY.observation(this.convention,
				DefaultRobustKafkaRelayObservationConvention.INSTANCE, () -> context, present);
		return new ObservedFlight(observation.start(), context);
	}

	/**
	 * One record in flight.
	 */
	private record ObservedFlight(Observation observation, RelayContext context) implements Flight {

		@Override
		public void acknowledged(int partition, long offset) {
			this.context.acknowledged(partition, offset);
			this.observation.stop();
		}

		@Override
		public void failed(Exception failure) {
			this.context.ended(RelayContext.Outcome.FAILED);
			this.observation.error(failure);
			this.observation.stop();
		}

		@Override
		public void takenBack() {
			this.context.ended(RelayContext.Outcome.TAKEN_BACK);
			this.observation.stop();
		}

	}

}
