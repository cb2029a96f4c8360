package io.github.robustkafka.template;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

import org.springframework.kafka.support.micrometer.KafkaRecordSenderContext;
import org.springframework.kafka.support.micrometer.KafkaTemplateObservation;
import org.springframework.kafka.support.micrometer.KafkaTemplateObservation.DefaultKafkaTemplateObservationConvention;
import org.springframework.kafka.support.micrometer.KafkaTemplateObservationConvention;

import io.github.robustkafka.producer.SendReceipt;

/**
 * Observes the sends that {@code KafkaTemplate} has no methods for as it observes its
 * own, so that their records carry the trace as well.
 */
final class SendObservations {

	private final Supplier<ObservationRegistry> registry;

	private final Supplier<String> clusterId;

	private volatile boolean enabled;

	private volatile @Nullable KafkaTemplateObservationConvention convention;

	private volatile String beanName = "kafkaTemplate";

	SendObservations(Supplier<ObservationRegistry> registry, Supplier<String> clusterId) {
		this.registry = registry;
		this.clusterId = clusterId;
	}

	void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	void setConvention(KafkaTemplateObservationConvention convention) {
		this.convention = convention;
	}

	void setBeanName(String beanName) {
		this.beanName = beanName;
	}

	/**
	 * Where observations go: nowhere unless they are enabled.
	 */
	ObservationRegistry registry() {
		return this.enabled ? this.registry.get() : ObservationRegistry.NOOP;
	}

	SendReceipt observe(ProducerRecord<?, ?> record, Supplier<SendReceipt> sending) {
		Observation observation = observation(record).start();
		try (Observation.Scope ignored = observation.openScope()) {
			SendReceipt receipt = sending.get();
			stopWith(receipt.acknowledged(), observation);
			return receipt;
		}
		catch (RuntimeException ex) {
			stop(observation, ex);
			throw ex;
		}
	}

	List<CompletableFuture<RecordMetadata>> observeAll(List<? extends ProducerRecord<?, ?>> records,
			Supplier<List<CompletableFuture<RecordMetadata>>> sending) {
		List<Observation> observations = new ArrayList<>();
		try {
			records.forEach((record) -> observations.add(observation(record).start()));
			List<CompletableFuture<RecordMetadata>> sent = sending.get();
			for (int i = 0; i < sent.size(); i++) {
				stopWith(sent.get(i), observations.get(i));
			}
			return sent;
		}
		catch (RuntimeException ex) {
			observations.forEach((observation) -> stop(observation, ex));
			throw ex;
		}
	}

	private Observation observation(ProducerRecord<?, ?> record) {
		return KafkaTemplateObservation.TEMPLATE_OBSERVATION.observation(this.convention,
				DefaultKafkaTemplateObservationConvention.INSTANCE,
				() -> new KafkaRecordSenderContext(record, this.beanName, this.clusterId), registry());
	}

	private static void stopWith(CompletableFuture<?> outcome, Observation observation) {
		outcome.whenComplete((done, failure) -> stop(observation, failure));
	}

	private static void stop(Observation observation, @Nullable Throwable failure) {
		if (failure != null) {
			observation.error(failure);
		}
		observation.stop();
	}

}
