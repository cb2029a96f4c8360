package io.github.robustkafka.template;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.robustkafka.RobustKafkaStartException;
import io.github.robustkafka.producer.RobustProducer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link RobustKafkaTemplates}.
 */
class RobustKafkaTemplatesTests {

	@TempDir
	Path directory;

	private final TypedFactory factory = new TypedFactory();

	private TemplateOutbox outbox;

	@BeforeEach
	void open() {
		this.outbox = new TemplateOutbox(this.directory);
		SpyingInterceptor.SEEN.clear();
	}

	@AfterEach
	void close() {
		this.outbox.close();
	}

	@Test
	void theSameClusterMayBeWrittenInAnyForm() {
		for (Object servers : List.of("127.0.0.1:1", List.of("127.0.0.1:1"), " 127.0.0.1:1 ")) {
			this.factory.config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
			assertThatNoException().isThrownBy(() -> this.outbox.templates.create(this.factory));
		}
	}

	@Test
	void anotherClusterIsRefused() {
		this.factory.config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:2");
		assertThatExceptionOfType(RobustKafkaStartException.class)
			.isThrownBy(() -> this.outbox.templates.create(this.factory))
			.withMessageContaining("'127.0.0.1:2'")
			.withMessageContaining("'127.0.0.1:1'");
	}

	@Test
	void aTransactionalFactoryIsRefused() {
		TypedFactory transactional = new TypedFactory() {

			@Override
			public boolean transactionCapable() {
				return true;
			}

		};
		assertThatExceptionOfType(RobustKafkaStartException.class)
			.isThrownBy(() -> this.outbox.templates.createProducer(transactional));
	}

	@Test
	void serializersThatTheFactoryHoldsWinOverConfiguredClasses() {
		this.factory.config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ShoutingSerializer.class);
		assertThat(sent()).isEqualTo("value");
	}

	@Test
	void serializersMayBeConfiguredByClassOrByName() {
		for (Object type : List.of(ShoutingSerializer.class, ShoutingSerializer.class.getName())) {
			TypedFactory configured = new TypedFactory() {

				@Override
				public Supplier<Serializer<String>> getValueSerializerSupplier() {
					return () -> null;
				}

			};
			configured.config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, type);
			configured.config.put("shout", "!");
			assertThat(sent(configured)).isEqualTo("VALUE!");
		}
	}

	@Test
	void aFactoryWithoutSerializersIsRefused() {
		TypedFactory bare = new TypedFactory() {

			@Override
			public Supplier<Serializer<String>> getKeySerializerSupplier() {
				return () -> null;
			}

		};
		assertThatIllegalStateException().isThrownBy(() -> this.outbox.templates.create(bare))
			.withMessageContaining(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG);
	}

	@Test
	void configuredInterceptorsSeeTypedRecordsOnce() {
		for (Object configured : List.of(SpyingInterceptor.class.getName(), List.of(SpyingInterceptor.class))) {
			this.factory.config.put(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG, configured);
			assertThat(sent()).isEqualTo("value");
		}
		assertThat(SpyingInterceptor.SEEN).containsExactly("value", "value");
	}

	@Test
	void limitsAreThoseOfTheFactory() {
		this.factory.config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, "1000");
		RobustProducer<String, String> producer = this.outbox.templates.createProducer(this.factory);
		assertThatExceptionOfType(RecordTooLargeException.class)
			.isThrownBy(() -> producer.send(new ProducerRecord<>("t", "v".repeat(1000))));
	}

	private String sent() {
		return sent(this.factory);
	}

	private String sent(TypedFactory by) {
		RobustProducer<String, String> producer = this.outbox.templates.createProducer(by);
		producer.send(new ProducerRecord<>("t", "value"));
		producer.flush();
		List<ProducerRecord<byte[], byte[]>> history = this.outbox.kafka.history();
		return new String(history.get(history.size() - 1).value(), StandardCharsets.UTF_8);
	}

	/**
	 * A serializer that wants to be configured.
	 */
	public static class ShoutingSerializer extends StringSerializer {

		private String end = "";

		@Override
		public void configure(Map<String, ?> configs, boolean isKey) {
			super.configure(configs, isKey);
			this.end = String.valueOf(configs.get("shout"));
		}

		@Override
		public byte[] serialize(String topic, String data) {
			return super.serialize(topic, data.toUpperCase(Locale.ROOT) + this.end);
		}

	}

	/**
	 * An interceptor that remembers what it saw.
	 */
	public static class SpyingInterceptor implements ProducerInterceptor<String, String> {

		static final List<String> SEEN = new CopyOnWriteArrayList<>();

		@Override
		public ProducerRecord<String, String> onSend(ProducerRecord<String, String> record) {
			SEEN.add(record.value());
			return record;
		}

		@Override
		public void onAcknowledgement(RecordMetadata metadata, Exception exception) {
		}

		@Override
		public void close() {
		}

		@Override
		public void configure(Map<String, ?> configs) {
		}

	}

}
