package io.github.robustkafka.benchmark.client;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

import io.github.robustkafka.template.RobustKafkaTemplate;

/**
 * An application with the starter and its metrics and nothing else, with the starter's
 * defaults.
 */
public final class RobustClient implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private RobustClient(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/**
	 * Starts the application.
	 * @param address where the broker is
	 * @param outbox the database file
	 * @param settings further settings of the application
	 * @return the running application
	 */
	public static RobustClient start(String address, Path outbox, Map<String, Object> settings) {
		return new RobustClient(Applications.start(Application.class, settings(address, outbox, settings)));
	}

	/**
	 * Starts the application with defaults.
	 * @param address where the broker is
	 * @param outbox the database file
	 * @return the running application
	 */
	public static RobustClient start(String address, Path outbox) {
		return start(address, outbox, Map.of());
	}

	private static Map<String, Object> settings(String address, Path outbox, Map<String, Object> further) {
		Map<String, Object> settings = new HashMap<>();
		settings.put("spring.kafka.bootstrap-servers", address);
		settings.put("spring.kafka.producer.key-serializer", ByteArraySerializer.class.getName());
		settings.put("spring.kafka.producer.value-serializer", ByteArraySerializer.class.getName());
		settings.put("robust.kafka.outbox.path", outbox.toString());
		settings.putAll(further);
		return settings;
	}

	/**
	 * Returns the application's template.
	 * @return the bean
	 */
	@SuppressWarnings("unchecked")
	public RobustKafkaTemplate<byte[], byte[]> template() {
		return this.context.getBean(RobustKafkaTemplate.class);
	}

	/**
	 * Returns how many records the broker has not acknowledged yet, as the application's
	 * metrics tell it.
	 * @return number of pending records
	 */
	public long pending() {
		return (long) this.context.getBean(MeterRegistry.class).get("robust.kafka.pending").gauge().value();
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * The application.
	 */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		MeterRegistry meterRegistry() {
			return new SimpleMeterRegistry();
		}

		/** As Spring Boot's actuator does it. */
		@Bean
		SmartInitializingSingleton boundMeters(MeterRegistry registry, ObjectProvider<MeterBinder> binders) {
			return () -> binders.forEach((binder) -> binder.bindTo(registry));
		}

	}

}
