package io.github.robustkafka.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.github.robustkafka.autoconfigure.EndpointApplication.Answer;
import io.github.robustkafka.broker.BrokerExtension;
import io.github.robustkafka.broker.BrokerProcess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Dead letters over HTTP, with a real broker and without one.
 */
@ExtendWith({ OutputCaptureExtension.class, BrokerExtension.class })
class DeadLetterEndpointIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final String LETTERS = "/listeners/payments/dead-letters";

	@TempDir
	private Path directory;

	@Test
	void lettersAreShownAndReplayedWhenThatIsAllowed(BrokerProcess broker, CapturedOutput output) {
		String topic = broker.topics().createNew("orders", 1);
		try (EndpointApplication application = application(broker, topic, "robust.kafka.endpoint.allow-changes=true",
				"robust.kafka.endpoint.show-payload=true")) {
			application.send(topic, "42", "poor");
			await().atMost(PATIENCE).until(() -> application.get(LETTERS).json().at("/total").asInt() == 1);
			Answer page = application.get(LETTERS + "?newest=true");
			String place = topic + "-" + topic + "-dlt-0@0";
			assertThat(page.json().at("/letters/0/place").asString()).isEqualTo(place);
			assertThat(page.json().at("/letters/0/origin").asString()).isEqualTo(topic + "-0@0");
			assertThat(page.json().at("/letters/0/exception").asString())
				.isEqualTo(IllegalStateException.class.getName());
			assertThat(page.json().at("/letters/0/keyHash").asString()).isEqualTo("73475cb40a568e8d");
			assertThat(page.json().at("/letters/0/payload/value/text").asString()).isEqualTo("poor");

			Answer dry = application.post("/replay/payments", "{\"letters\":\"*\",\"reason\":\"mended\"}");
			assertThat(dry.json().at("/selected").asInt()).isEqualTo(1);
			assertThat(dry.json().at("/replayed").asInt()).isZero();
			assertThat(application.get(LETTERS).json().at("/notReplayed").asInt()).isEqualTo(1);
			Answer replayed = application.post("/replay/payments",
					"{\"letters\":\"java.lang.IllegalStateException\",\"dryRun\":false,\"reason\":\"mended\"}");
			assertThat(replayed.json().at("/replayed").asInt()).isEqualTo(1);
			await().atMost(PATIENCE).until(() -> application.get(LETTERS).json().at("/total").asInt() == 2);
			assertThat(application.get(LETTERS + "?after=" + place).json().at("/letters/0/replays").asInt())
				.isEqualTo(1);
			Answer one = application.post("/replay/payments",
					"{\"letters\":\"" + place + "\",\"dryRun\":false,\"reason\":\"mended\"}");
			assertThat(one.json().at("/skipped/replayed before").asInt()).isEqualTo(1);
		}
		assertThat(output)
			.contains("Audit: user 'anna' asked to replay dead letters '*' as a dry run of listener 'payments'. "
					+ "Reason: mended. Outcome: 1 would be replayed")
			.contains("Outcome: 1 replayed, 0 failed");
	}

	@Test
	void whatIsNotAllowedOrAskedInAWrongWayIsRefused(BrokerProcess broker) {
		String topic = broker.topics().createNew("orders", 1);
		try (EndpointApplication application = application(broker, topic)) {
			Answer refused = application.post("/replay/payments", "{\"letters\":\"*\",\"reason\":\"mended\"}");
			assertThat(refused.status()).isEqualTo(403);
		}
		try (EndpointApplication application = application(broker, topic, "robust.kafka.endpoint.allow-changes=true")) {
			assertThat(application.post("/replay/payments", "{\"letters\":\"*\"}").status()).isEqualTo(400);
			assertThat(application.post("/replay/payments", "{\"reason\":\"mended\"}").body()).contains("'letters'");
			Answer fast = application.post("/replay/payments",
					"{\"letters\":\"*\",\"perSecond\":0,\"reason\":\"mended\"}");
			assertThat(fast.status()).isEqualTo(400);
			assertThat(fast.body()).contains("'perSecond'");
			Answer unknown = application.post("/replay/refunds", "{\"letters\":\"*\",\"reason\":\"mended\"}");
			assertThat(unknown.status()).isEqualTo(404);
			assertThat(unknown.body()).contains("payments");
			assertThat(application.post("/drop/payments", "{\"reason\":\"mended\"}").status()).isEqualTo(404);
			assertThat(application.get("/listeners/payments/letters").status()).isEqualTo(404);
			assertThat(application.get(LETTERS + "?after=x").status()).isEqualTo(400);
		}
	}

	@Test
	@Tag("slow")
	void withoutABrokerTheyAreOutOfReach() {
		try (EndpointApplication application = EndpointApplication.start(this.directory)) {
			Answer answer = application.get(LETTERS);
			assertThat(answer.status()).isEqualTo(503);
			assertThat(answer.json().at("/error").asString()).contains("orders-payments-dlt");
		}
	}

	private EndpointApplication application(BrokerProcess broker, String topic, String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.add("spring.kafka.bootstrap-servers=" + broker.bootstrapServers());
		all.add("spring.kafka.consumer.auto-offset-reset=earliest");
		all.add("robust.kafka.listeners.payments.topics=" + topic);
		all.add("robust.kafka.listeners.payments.group-id=" + topic);
		all.add("robust.kafka.listener.retry.attempts=2");
		all.add("robust.kafka.listener.retry.backoff.delay=50ms");
		return EndpointApplication.start(this.directory, all.toArray(String[]::new));
	}

}
