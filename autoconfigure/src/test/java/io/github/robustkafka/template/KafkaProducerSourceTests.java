package io.github.robustkafka.template;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.MicrometerProducerListener;
import org.springframework.kafka.core.ProducerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link KafkaProducerSource}.
 */
class KafkaProducerSourceTests {

	private final List<String> heard = new ArrayList<>();

	private final TypedFactory factory = new TypedFactory() {

		@Override
		public List<Listener<String, String>> getListeners() {
			return List.of(new ProducerFactory.Listener<>() {

				@Override
				public void producerAdded(String id, Producer<String, String> producer) {
					KafkaProducerSourceTests.this.heard.add("added " + id);
				}

				@Override
				public void producerRemoved(String id, Producer<String, String> producer) {
					KafkaProducerSourceTests.this.heard.add("removed " + id);
				}

			});
		}

	};

	@Test
	void listenersOfTheFactoryHearOfProducersThatComeAndGo() {
		KafkaProducerSource source = new KafkaProducerSource("relay", this.factory.config, this.factory);
		Producer<byte[], byte[]> producer = source.create();
		producer.close();
		source.closed(producer);
		assertThat(this.heard).containsExactly("added relay", "removed relay");
	}

	@Test
	void producersOfTwoSourcesHaveMetersOfTheirOwnAsLongAsTheyAreUsed() {
		MeterRegistry registry = new SimpleMeterRegistry();
		DefaultKafkaProducerFactory<String, String> measured = new DefaultKafkaProducerFactory<>(this.factory.config,
				new StringSerializer(), new StringSerializer());
		measured.addListener(new MicrometerProducerListener<>(registry));
		KafkaProducerSource relay = new KafkaProducerSource("relay", this.factory.config, measured);
		KafkaProducerSource forwarder = new KafkaProducerSource("forwarder", this.factory.config, measured);
		try (Producer<byte[], byte[]> first = relay.create(); Producer<byte[], byte[]> second = forwarder.create()) {
			assertThat(measuredIds(registry)).containsExactlyInAnyOrder("relay", "forwarder");
			relay.closed(first);
			assertThat(measuredIds(registry)).containsExactly("forwarder");
			forwarder.closed(second);
			assertThat(registry.getMeters()).isEmpty();
		}
	}

	private static Set<String> measuredIds(MeterRegistry registry) {
		return registry.getMeters()
			.stream()
			.map((meter) -> meter.getId().getTag("spring.id"))
			.collect(Collectors.toSet());
	}

	@Test
	void settingsMayBeNull() {
		Map<String, Object> config = new HashMap<>(this.factory.config);
		config.put(ProducerConfig.SECURITY_PROVIDERS_CONFIG, null);
		new KafkaProducerSource("relay", config, this.factory).create().close();
		assertThat(this.heard).hasSize(1);
	}

	@Test
	void withoutDnsThereIsNoProducer() {
		Map<String, Object> config = Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "no-such-host.invalid:9092");
		KafkaProducerSource source = new KafkaProducerSource("relay", config, this.factory);
		assertThatExceptionOfType(KafkaException.class).isThrownBy(source::create);
		assertThat(this.heard).isEmpty();
	}

}
