package io.github.robustkafka.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.github.robustkafka.producer.CompleteOn;
import io.github.robustkafka.relay.BackoffSettings;
import io.github.robustkafka.relay.RelayObserver;
import io.github.robustkafka.relay.RelaySettings;
import io.github.robustkafka.runtime.OutboxSettings;
import io.github.robustkafka.sqlite.Durability;
import io.github.robustkafka.writer.RoomSettings;
import io.github.robustkafka.writer.RoomSettings.WhenFull;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RobustKafkaProperties}.
 */
class RobustKafkaPropertiesTests {

	private static final long MB = 1024 * 1024;

	@TempDir
	Path directory;

	@Test
	void defaults() {
		settings(RobustContexts.in(this.directory).withPropertyValues("robust.kafka.relay.drain-timeout=10s"),
				new OutboxSettings(new RoomSettings(10 * 1024 * MB, 1024 * MB, WhenFull.BLOCK, Duration.ofSeconds(60)),
						new RelaySettings(10_000, 16 * MB, Duration.ofSeconds(1),
								new BackoffSettings(Duration.ofMillis(200), 2, Duration.ofSeconds(30), 0.2)),
						true, 100_000, 64 * MB, Duration.ofSeconds(10)));
	}

	@Test
	void eachSettingArrivesWhereItIsMeantFor() {
		settings(
				RobustContexts.in(this.directory)
					.withPropertyValues("robust.kafka.outbox.max-size=2MB", "robust.kafka.outbox.max-failed-size=3MB",
							"robust.kafka.outbox.when-full=reject", "robust.kafka.outbox.block-timeout=4s",
							"robust.kafka.template.max-awaited=5", "robust.kafka.template.max-awaited-size=6MB",
							"robust.kafka.relay.enabled=false", "robust.kafka.relay.poll-interval=7s",
							"robust.kafka.relay.max-in-flight=8", "robust.kafka.relay.max-in-flight-size=9MB",
							"robust.kafka.relay.backoff.delay=10ms", "robust.kafka.relay.backoff.multiplier=11",
							"robust.kafka.relay.backoff.max-delay=12s", "robust.kafka.relay.backoff.jitter=0.13",
							"robust.kafka.relay.drain-timeout=14s"),
				new OutboxSettings(new RoomSettings(2 * MB, 3 * MB, WhenFull.REJECT, Duration.ofSeconds(4)),
						new RelaySettings(8, 9 * MB, Duration.ofSeconds(7),
								new BackoffSettings(Duration.ofMillis(10), 11, Duration.ofSeconds(12), 0.13)),
						false, 5, 6 * MB, Duration.ofSeconds(14)));
	}

	private static void settings(ApplicationContextRunner runner, OutboxSettings expected) {
		runner.run((context) -> assertThat(context.getBean(RobustKafkaAutoConfiguration.class)
			.settings(context.getBean(ApplicationProducer.class), RelayObserver.NO_OP)).isEqualTo(expected));
	}

	@Test
	void choicesMayBeWrittenAsInTheReadme() {
		RobustContexts.in(this.directory)
			.withPropertyValues("robust.kafka.outbox.durability=process-crash", "robust.kafka.outbox.retention=1d",
					"robust.kafka.template.complete-on=journaled", "robust.kafka.template.flush-timeout=2m",
					"robust.kafka.template.exclude-topics[0]=audit",
					"robust.kafka.template.exclude-topics[1]=metrics-*")
			.run((context) -> {
				RobustKafkaProperties properties = context.getBean(RobustKafkaProperties.class);
				assertThat(properties.outbox().durability()).isEqualTo(Durability.PROCESS_CRASH);
				assertThat(properties.outbox().retention()).isEqualTo(Duration.ofDays(1));
				assertThat(properties.template().completeOn()).isEqualTo(CompleteOn.JOURNALED);
				assertThat(properties.template().flushTimeout()).isEqualTo(Duration.ofMinutes(2));
				assertThat(properties.template().excludeTopics()).containsExactly("audit", "metrics-*");
			});
	}

}
