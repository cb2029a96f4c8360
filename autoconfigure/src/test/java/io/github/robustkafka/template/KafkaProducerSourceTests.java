package io.github.robustkafka.template;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

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
	void listenersOfTheFactoryHearOfTheRelaysProducers() {
		KafkaProducerSource source = new KafkaProducerSource(this.factory.config, this.factory);
		Producer<byte[], byte[]> producer = source.create();
		producer.close();
		source.closed(producer);
		assertThat(this.heard).containsExactly("added robustKafkaRelay", "removed robustKafkaRelay");
	}

	@Test
	void settingsMayBeNull() {
		Map<String, Object> config = new HashMap<>(this.factory.config);
		config.put(ProducerConfig.SECURITY_PROVIDERS_CONFIG, null);
		new KafkaProducerSource(config, this.factory).create().close();
		assertThat(this.heard).hasSize(1);
	}

	@Test
	void withoutDnsThereIsNoProducer() {
		Map<String, Object> config = Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "no-such-host.invalid:9092");
		KafkaProducerSource source = new KafkaProducerSource(config, this.factory);
		assertThatExceptionOfType(KafkaException.class).isThrownBy(source::create);
		assertThat(this.heard).isEmpty();
	}

}
