package io.github.robustkafka.template;

import java.util.Map;

import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

import org.springframework.kafka.core.DefaultKafkaProducerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProducerParts}.
 */
class ProducerPartsTests {

	private final Map<String, Object> config = Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1",
			"spring.json.add.type.headers", "false");

	private final ConfiguredSerializer key = new ConfiguredSerializer();

	private final ConfiguredSerializer value = new ConfiguredSerializer();

	/**
	 * As for the factory's own producers.
	 */
	@Test
	void serializersThatTheFactoryHoldsAreConfiguredByIt() {
		DefaultKafkaProducerFactory<String, String> factory = new DefaultKafkaProducerFactory<>(this.config, this.key,
				this.value);
		assertThat(new ProducerParts(this.config).keySerializer(factory)).isSameAs(this.key);
		assertThat(new ProducerParts(this.config).valueSerializer(factory)).isSameAs(this.value);
		assertThat(this.key.config.get("spring.json.add.type.headers")).isEqualTo("false");
		assertThat(this.key.isKey).isTrue();
		assertThat(this.value.config.get("spring.json.add.type.headers")).isEqualTo("false");
		assertThat(this.value.isKey).isFalse();
	}

	@Test
	void serializersThatTheFactoryIsToldNotToConfigureAreLeftAlone() {
		DefaultKafkaProducerFactory<String, String> factory = new DefaultKafkaProducerFactory<>(this.config, this.key,
				this.value, false);
		Serializer<String> found = new ProducerParts(this.config).valueSerializer(factory);
		assertThat(found).isSameAs(this.value);
		assertThat(this.value.config).isEmpty();
	}

	private static final class ConfiguredSerializer extends StringSerializer {

		private Map<String, ?> config = Map.of();

		private boolean isKey;

		@Override
		public void configure(Map<String, ?> configs, boolean isKey) {
			this.config = configs;
			this.isKey = isKey;
		}

	}

}
