package io.github.robustkafka.test;

import java.time.Duration;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

import io.github.robustkafka.runtime.Outbox;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that puts a store in memory and a
 * model of Kafka in the place of the real ones, for {@link AutoConfigureTestOutbox}
 * alone.
 */
@AutoConfiguration(beforeName = "io.github.robustkafka.autoconfigure.RobustKafkaAutoConfiguration")
public final class RobustKafkaTestAutoConfiguration {

	private static final Duration FOR_EVER = Duration.ofDays(100_000);

	@Bean
	static SentObjects robustKafkaTestSentObjects() {
		return new SentObjects();
	}

	@Bean
	InMemoryOutboxStore robustKafkaTestOutboxStore() {
		return new InMemoryOutboxStore(new MemoryDisk(), FOR_EVER);
	}

	@Bean
	ModelBroker robustKafkaTestBroker() {
		return new ModelBroker();
	}

	@Bean
	AssertableOutbox robustKafkaTestOutbox(InMemoryOutboxStore store, SentObjects objects) {
		return new AssertableOutbox(store, objects);
	}

	@Bean
	ManualRelay robustKafkaTestRelay(Outbox outbox, InMemoryOutboxStore store, ModelBroker broker) {
		return new ManualRelay(outbox, store, broker);
	}

	@Bean
	FaultSwitches robustKafkaTestFaultSwitches(ModelBroker broker, InMemoryOutboxStore store, Outbox outbox) {
		return new FaultSwitches(broker, store, outbox);
	}

}
