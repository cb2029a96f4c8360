package io.github.robustkafka.sample.demo;

import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The demonstration as users see it: real processes, a real broker, kill -9.
 */
class DemoIntegrationTests {

	private static final String[] SHORT = { "--demo.duration=6s", "--demo.rate=100" };

	@TempDir(cleanup = CleanupMode.ON_SUCCESS)
	private Path folder;

	@Test
	void nothingThatWasSentRobustlyIsLostAndTheShopStaysOpen() throws Exception {
		try (SampleProcess sample = new SampleProcess(this.folder, SHORT)) {
			sample.awaitOutput("2/5");
			assertThat(sample.status("/orders", "{\"id\": \"n1\", \"item\": \"tea\", \"quantity\": 1}")).isEqualTo(202);
			assertThat(sample.status("/actuator/health", "")).isEqualTo(200);
			sample.awaitExitCode(0);
			assertThat(sample.output().lines()).anyMatch((line) -> line.matches("plain: lost [1-9]\\d* of 600"))
				.anyMatch((line) -> line.matches("robust: lost 0 of 600, reordered 0, duplicates \\d+"))
				.anyMatch((line) -> line.matches("payments: handled 599 of 600, retried 13, dead-lettered 1, "
						+ "duplicates recognised [1-9]\\d*"));
		}
	}

	@Test
	@Tag("slow")
	void whenEverythingIsKilledThenTheNextStartFinishesTheDelivery() throws Exception {
		try (SampleProcess sample = new SampleProcess(this.folder, SHORT)) {
			sample.awaitOutput("It is started again");
			ProcessHandle sender = sample.restartedSender();
			sample.kill();
			await().atMost(Duration.ofSeconds(10)).until(() -> !sender.isAlive());
			assertThat(sample.output()).doesNotContain("4/5");
		}
		try (SampleProcess sample = new SampleProcess(this.folder, SHORT)) {
			sample.awaitExitCode(0);
			assertThat(sample.output()).containsPattern("was interrupted after [1-9]\\d* orders")
				.doesNotContain("1/5")
				.containsPattern("\nrobust: lost 0 of [1-9]\\d*, reordered 0, duplicates \\d+\n")
				.containsPattern("\npayments: handled [1-9]\\d* of [1-9]\\d*, retried \\d+, dead-lettered \\d+, ");
		}
	}

	@Test
	@Tag("slow")
	void whenNobodyTakesThePaymentsThenTheExitCodeSaysSo() throws Exception {
		try (SampleProcess sample = new SampleProcess(this.folder, "--demo.duration=2s",
				"--robust.kafka.listeners.demo-payments.auto-startup=false")) {
			sample.awaitExitCode(1);
			assertThat(sample.output()).containsPattern("\nrobust: lost 0 of 100, ")
				.contains("payments: handled 0 of 100, ", "100 payments are neither handled nor dead letters");
		}
	}

	@Test
	void whenAnotherBrokerIsNamedThenThereIsNoDemonstration() throws Exception {
		try (SampleProcess sample = new SampleProcess(this.folder, "--spring.kafka.bootstrap-servers=127.0.0.1:1",
				"--spring.kafka.listener.auto-startup=false")) {
			sample.awaitExitCode(1);
			assertThat(sample.output()).contains("There is no demonstration", "spring.kafka.bootstrap-servers");
		}
	}

}
