package io.github.robustkafka.benchmark.listen;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.annotation.KafkaListener;

import io.github.robustkafka.listener.RobustListener;

/**
 * An application with one listener, everything else as it is by default. The same method
 * body under the two annotations.
 */
final class ListenerApplication {

	private ListenerApplication() {
	}

	/**
	 * Starts the application.
	 * @param source its configuration class
	 * @param handler what its listener calls
	 * @param topic what it listens to
	 * @param address where the broker is
	 * @param directory where outbox and inbox are, the same for each start
	 * @return the running application
	 */
	static ConfigurableApplicationContext start(Class<?> source, Handler handler, String topic, String address,
			Path directory) {
		Map<String, Object> settings = new HashMap<>();
		settings.put("benchmark.topic", topic);
		settings.put("spring.kafka.bootstrap-servers", address);
		settings.put("spring.kafka.consumer.auto-offset-reset", "earliest");
		settings.put("spring.kafka.consumer.key-deserializer", ByteArrayDeserializer.class.getName());
		settings.put("spring.kafka.consumer.value-deserializer", ByteArrayDeserializer.class.getName());
		settings.put("robust.kafka.outbox.path", directory.resolve(topic).resolve("outbox.db").toString());
		return new SpringApplicationBuilder(source).registerShutdownHook(false)
			.properties(settings)
			.initializers((context) -> context.getBeanFactory().registerSingleton("handler", handler))
			.run();
	}

	/**
	 * With {@code @KafkaListener}.
	 */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Plain {

		@Bean
		PlainListener listener(Handler handler) {
			return new PlainListener(handler);
		}

	}

	/**
	 * With {@code @RobustListener}.
	 */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Robust {

		@Bean
		DurableListener listener(Handler handler) {
			return new DurableListener(handler);
		}

	}

	/**
	 * The plain listener.
	 *
	 * @param handler what is called
	 */
	record PlainListener(Handler handler) {

		@KafkaListener(id = "plain", topics = "${benchmark.topic}")
		void handle(byte[] value) {
			this.handler.handle();
		}

	}

	/**
	 * The robust listener.
	 *
	 * @param handler what is called
	 */
	record DurableListener(Handler handler) {

		@RobustListener(id = "robust", topics = "${benchmark.topic}")
		void handle(byte[] value) {
			this.handler.handle();
		}

	}

}
