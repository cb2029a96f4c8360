package io.github.robustkafka.autoconfigure;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link PropertiesCheck}.
 */
class PropertiesCheckTests {

	@Test
	void defaultsAreAllowed() {
		assertThatNoException().isThrownBy(() -> PropertiesCheck.check(bind(Map.of())));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			outbox.max-size                   | 1048575B  | at least 1MB
			outbox.max-size                   | 0B        | at least 1MB
			outbox.max-failed-size            | -1B       | not be negative
			outbox.block-timeout              | -1ms      | not be negative
			outbox.block-timeout              | 36501d    | at most 36500d
			outbox.retention                  | -1s       | not be negative
			template.exclude-topics           | orders, ,x | empty pattern
			template.flush-timeout            | 0s        | more than 0s
			template.flush-timeout            | 36501d    | at most 36500d
			template.max-awaited              | -1        | not be negative
			template.max-awaited-size         | -1B       | not be negative
			endpoint.payload-limit            | -1B       | between 0B and 1MB
			endpoint.payload-limit            | 1025KB    | between 0B and 1MB
			health.max-pending                | -1        | not be negative
			health.max-oldest-pending-age     | 0s        | more than 0s
			health.min-free-space             | -1B       | not be negative
			health.max-watermark-age          | 0s        | more than 0s
			metrics.max-topics                | -1        | not be negative
			relay.poll-interval               | 0s        | more than 0s
			relay.max-in-flight               | 0         | between 1 and 1000000
			relay.max-in-flight               | 1000001   | between 1 and 1000000
			relay.max-in-flight-size          | 0B        | more than 0B
			relay.drain-timeout               | -1s       | not be negative
			relay.backoff.delay               | 0s        | more than 0s
			relay.backoff.multiplier          | 0.99      | at least 1
			relay.backoff.multiplier          | NaN       | at least 1
			relay.backoff.multiplier          | Infinity  | at least 1
			relay.backoff.max-delay           | 0s        | more than 0s
			relay.backoff.max-delay           | 199ms     | not be shorter than robust.kafka.relay.backoff.delay
			relay.backoff.jitter              | -0.1      | between 0 and 1
			relay.backoff.jitter              | 1.1       | between 0 and 1
			relay.backoff.jitter              | NaN       | between 0 and 1
			""")
	void refuses(String name, String value, String reason) {
		RobustKafkaProperties properties = bind(Map.of("robust.kafka." + name, value));
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> PropertiesCheck.check(properties))
			.satisfies((failure) -> {
				assertThat(failure.getName()).isEqualTo("robust.kafka." + name);
				assertThat(failure.getReason()).contains(reason);
			});
	}

	@ParameterizedTest
	@CsvSource({ "outbox.max-size, 1MB", "outbox.max-failed-size, 0B", "outbox.block-timeout, 0s",
			"outbox.retention, 36500d", "template.max-awaited, 0", "template.max-awaited-size, 0B",
			"relay.max-in-flight, 1", "relay.max-in-flight-size, 1B", "relay.drain-timeout, 0s",
			"relay.backoff.multiplier, 1", "relay.backoff.max-delay, 200ms", "relay.backoff.jitter, 0",
			"relay.backoff.jitter, 1" })
	void allows(String name, String value) {
		RobustKafkaProperties properties = bind(Map.of("robust.kafka." + name, value));
		assertThatNoException().isThrownBy(() -> PropertiesCheck.check(properties));
	}

	@ParameterizedTest
	@CsvSource({ "''", "' '", "/", "'a\0b'" })
	void refusesPathsThatNameNoFile(String path) {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> PropertiesCheck.outboxPath(path))
			.withMessageContaining("robust.kafka.outbox.path");
	}

	@Test
	void pathBecomesAbsolute() {
		assertThat(PropertiesCheck.outboxPath("a/../outbox.db")).isAbsolute().hasFileName("outbox.db");
	}

	private static RobustKafkaProperties bind(Map<String, String> properties) {
		return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("robust.kafka",
				RobustKafkaProperties.class);
	}

}
