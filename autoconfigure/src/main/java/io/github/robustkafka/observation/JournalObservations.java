package io.github.robustkafka.observation;

import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Observes how records are journaled, as a part of what the caller observes.
 */
public final class JournalObservations {

	/**
	 * Stands for the topic of records that go to several.
	 */
	public static final String MANY = "many";

	private final Supplier<ObservationRegistry> registry;

	private volatile @Nullable RobustKafkaJournalObservationConvention convention;

	/**
	 * Creates the observer.
	 * @param registry where observations go; no-op to observe nothing
	 */
	public JournalObservations(Supplier<ObservationRegistry> registry) {
		this.registry = registry;
	}

	/**
	 * Sets what names and describes the observations.
	 * @param convention the convention, or null for the default
	 */
	public void setConvention(@Nullable RobustKafkaJournalObservationConvention convention) {
		this.convention = convention;
	}

	/**
	 * Whether there is anything to observe for.
	 * @return false if {@link #observe} adds nothing
	 */
	public boolean isEnabled() {
		return !this.registry.get().isNoop();
	}

	/**
	 * Observes journaling that ends when it returns.
	 * @param <T> what it returns
	 * @param destination name of the topic
	 * @param records number of records
	 * @param journaling brings the records into the outbox
	 * @return what that returned
	 */
	public <T> T observe(String destination, int records, Supplier<T> journaling) {
		Observation observation = observation(destination, records).start();
		try {
			return journaling.get();
		}
		catch (RuntimeException ex) {
			observation.error(ex);
			throw ex;
		}
		finally {
			observation.stop();
		}
	}

	/**
	 * Observes journaling that goes on when it has returned.
	 * @param <T> what it returns
	 * @param destination name of the topic
	 * @param queueing queues a record
	 * @param journaled finds in what was returned the end of journaling
	 * @return what that returned
	 */
	public <T> T observe(String destination, Supplier<T> queueing, Function<T, CompletionStage<?>> journaled) {
		Observation observation = observation(destination, 1).start();
		try {
			T result = queueing.get();
			journaled.apply(result).whenComplete((nothing, failure) -> {
				if (failure != null) {
					observation.error(failure);
				}
				observation.stop();
			});
			return result;
		}
		catch (RuntimeException ex) {
			observation.error(ex);
			observation.stop();
			throw ex;
		}
	}

	private Observation observation(String destination, int records) {
		return RobustKafkaObservation.JOURNAL.observation(this.convention,
				DefaultRobustKafkaJournalObservationConvention.INSTANCE, () -> new JournalContext(destination, records),
				this.registry.get());
	}

}
