package io.github.robustkafka.autoconfigure.keys;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.boot.origin.TextResourceOrigin.Location;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ClassPathResource;

import io.github.robustkafka.RobustKafkaStartException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link UnknownKeys} and {@link KnownKeys}.
 */
class UnknownKeysTests {

	private final KnownKeys known = new KnownKeys("robust.kafka", Settings.class);

	private final StandardEnvironment environment = new StandardEnvironment();

	@ParameterizedTest
	@ValueSource(strings = { "robust.kafka.enabled", "robust.kafka.outbox.max-size", "robust.kafka.outbox.maxSize",
			"robust.kafka.outbox.max_size", "ROBUST.KAFKA.OUTBOX.MAXSIZE", "robust.kafka.outbox.topics",
			"robust.kafka.outbox.topics[0]", "robust.kafka.outbox", "robust.kafka", "robust.other",
			"robust.kafkaesque.key" })
	void keysThatExistAreAllowed(String key) {
		assertThatNoException().isThrownBy(() -> refuse(key));
	}

	@ParameterizedTest
	@ValueSource(strings = { "robust.kafka.enable", "robust.kafka.outbox.max.size", "robust.kafka.outbox.max-size[0]",
			"robust.kafka.outbox.topics.first", "robust.kafka.max-size", "robust.kafka.outbox.max-size.unit",
			"robust.kafka.listener.retry.attempts", "robust.kafka.service.host" })
	void keysThatDoNotExistAreRefused(String key) {
		assertThatExceptionOfType(RobustKafkaStartException.class).isThrownBy(() -> refuse(key))
			.withMessageContaining("There is no setting 'robust.kafka.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "ROBUST_KAFKA_ENABLED", "ROBUST_KAFKA_OUTBOX_MAXSIZE", "ROBUST_KAFKA_OUTBOX_MAX_SIZE",
			"ROBUST_KAFKA_OUTBOX_TOPICS", "ROBUST_KAFKA_OUTBOX_TOPICS_0", "robust_kafka_outbox_maxsize",
			"robust.kafka.outbox.max-size", "ROBUST_KAFKA_SERVICE_HOST", "ROBUST_KAFKA_SERVICE_PORT_TCP",
			"ROBUST_KAFKA_PORT", "ROBUST_KAFKA_PORT_9092_TCP_ADDR", "ROBUST_KAFKA_OUTBOX_PORT_80_TCP" })
	void environmentVariablesThatMeanAKeyOrComeFromKubernetesAreAllowed(String name) {
		assertThatNoException().isThrownBy(() -> refuseVariable(name));
	}

	@ParameterizedTest
	@ValueSource(strings = { "ROBUST_KAFKA_OUTBOX_MAX_SISE", "ROBUST_KAFKA_LISTENER_ATTEMPTS" })
	void otherEnvironmentVariablesAreRefused(String name) {
		assertThatExceptionOfType(RobustKafkaStartException.class).isThrownBy(() -> refuseVariable(name));
	}

	@Test
	void messageNamesAllKeysTheirOriginAndWhatWasMeant() {
		this.environment.getPropertySources()
			.addFirst(new OriginTrackedMapPropertySource("application.yml",
					Map.of("robust.kafka.outbox.max-sise", OriginTrackedValue.of("1GB",
							new TextResourceOrigin(new ClassPathResource("application.yml"), new Location(3, 7))))));
		assertThatExceptionOfType(RobustKafkaStartException.class).isThrownBy(() -> refuse("robust.kafka.max-size"))
			.withMessageContaining(
					"There is no setting 'robust.kafka.outbox.max-sise' (from class path resource [application.yml] - 4:8)")
			.withMessageContaining("There is no setting 'robust.kafka.max-size'")
			.satisfies((failure) -> assertThat(failure.action())
				.startsWith("Did you mean 'robust.kafka.outbox.max-size'?"));
	}

	@Test
	void whatIsLikeNothingGetsNoSuggestion() {
		assertThatExceptionOfType(RobustKafkaStartException.class)
			.isThrownBy(() -> refuse("robust.kafka.something.entirely.different"))
			.satisfies((failure) -> assertThat(failure.action()).startsWith("Remove it, or use a setting that exists"));
	}

	private void refuse(String key) {
		this.environment.getPropertySources().addLast(new MapPropertySource("test", Map.of(key, "value")));
		UnknownKeys.refuse(this.environment, this.known);
	}

	private void refuseVariable(String name) {
		this.environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new SystemEnvironmentPropertySource(
					StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, Map.of(name, "value")));
		UnknownKeys.refuse(this.environment, this.known);
	}

	record Settings(boolean enabled, Outbox outbox) {

		record Outbox(long maxSize, List<String> topics, Duration retention) {
		}

	}

}
