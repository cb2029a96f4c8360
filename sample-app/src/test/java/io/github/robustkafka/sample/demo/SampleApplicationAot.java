package io.github.robustkafka.sample.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The shop as it was processed ahead of time. Needs what {@code process-aot} has made of
 * it, so it runs in the profile {@code aot} alone.
 */
@Tag("aot")
class SampleApplicationAot {

	private static final String TEA = "{\"id\": \"aot-1\", \"item\": \"tea\", \"quantity\": 2}";

	@Test
	void anOrderIsJournaledPublishedAndPaid(@TempDir Path folder) throws Exception {
		try (SampleProcess shop = new SampleProcess(List.of("-Dspring.aot.enabled=true"), folder,
				"--demo.enabled=false")) {
			shop.awaitOutput("The shop is open");
			assertThat(shop.output()).contains("The outbox is " + folder.resolve("outbox.db"));
			assertThat(shop.status("/orders", TEA)).isEqualTo(202);
			shop.awaitOutput("Order aot-1 arrived: 2 x tea");
			shop.awaitOutput("Payment of order aot-1 taken at call 1");
			await().atMost(Duration.ofSeconds(30))
				.untilAsserted(() -> assertThat(shop.get("/actuator/health/robustKafka")).contains("\"pending\":0"));
			shop.terminate();
			shop.awaitExitCode(143);
		}
	}

}
