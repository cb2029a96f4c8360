package io.github.robustkafka.autoconfigure;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.github.robustkafka.autoconfigure.EndpointApplication.Answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The endpoint over HTTP.
 */
@ExtendWith(OutputCaptureExtension.class)
class EndpointWebTests {

	private static final String SECRET = "secret-4711";

	@TempDir
	private Path directory;

	@Test
	void byDefaultItReadsAndShowsNoPayload(CapturedOutput output) {
		try (EndpointApplication application = EndpointApplication.start(this.directory,
				"spring.kafka.properties.sasl.jaas.config=" + SECRET)) {
			application.send("orders", SECRET, SECRET);
			long failed = application.fail("orders", SECRET, SECRET);
			await().until(() -> application.outbox().writer().failed() == 1);
			Answer state = application.get("");
			assertThat(state.status()).isEqualTo(200);
			assertThat(state.json().at("/outbox/pending").asInt()).isEqualTo(1);
			assertThat(state.json().at("/outbox/oldestAppendedAt").asString()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
			assertThat(state.json().at("/listeners/0/id").asString()).isEqualTo("payments");
			assertThat(state.json().at("/listeners/0/watermarkAge").asString()).isEqualTo("PT0S");
			Answer page = application.get("/failed?limit=5");
			assertThat(page.json().at("/records/0/position").asLong()).isEqualTo(failed);
			assertThat(page.json().has("nextAfter")).isFalse();
			Answer record = application.get("/failed/" + page.json().at("/records/0/recordId").asString());
			assertThat(record.json().at("/failedAt").asString()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
			Answer refused = application.post("/discard", "{\"topic\":\"*\",\"reason\":\"test\"}");
			assertThat(refused.status()).isEqualTo(403);
			assertThat(refused.json().at("/error").asString()).contains("robust.kafka.endpoint.allow-changes=true");
			assertThat(application.outbox().writer().failed()).isEqualTo(1);
			assertThat(state.body() + page.body() + record.body() + refused.body()).doesNotContain(SECRET);
		}
		assertThat(output).doesNotContain(SECRET);
	}

	@Test
	void whenItIsAllowedItChangesAndShowsPayload(CapturedOutput output) {
		try (EndpointApplication application = EndpointApplication.start(this.directory,
				"robust.kafka.endpoint.allow-changes=true", "robust.kafka.endpoint.show-payload=true",
				"robust.kafka.endpoint.payload-limit=6B")) {
			long failed = application.fail("orders", "k", SECRET);
			await().until(() -> application.outbox().writer().failed() == 1);
			Answer record = application.get("/failed/" + failed);
			assertThat(record.json().at("/payload/key/text").asString()).isEqualTo("k");
			assertThat(record.json().at("/payload/value/text").asString()).isEqualTo("secret");
			assertThat(record.json().at("/payload/value/cut").asBoolean()).isTrue();
			Answer paused = application.post("/pause", "{\"topic\":\"orders\",\"reason\":\"wrong prices\"}");
			assertThat(paused.json().at("/paused/0").asString()).isEqualTo("orders");
			Answer retried = application.post("/retry?topic=orders&reason=mended", "{}");
			assertThat(retried.json().at("/records").asInt()).isEqualTo(1);
			assertThat(application.outbox().writer().pending()).isEqualTo(1);
			Answer next = application.post("/discard",
					"{\"topic\":\"*\",\"after\":1000,\"upTo\":1501,\"reason\":\"test\"}");
			assertThat(next.body()).isEqualTo("{\"action\":\"discard\",\"records\":0}");
			assertThat(application.get("").json().at("/relay/paused/0").asString()).isEqualTo("orders");
		}
		assertThat(output).contains("Audit: user 'anna' asked to pause topic 'orders'. Reason: wrong prices.")
			.contains("Audit: user 'anna' asked to retry topic 'orders'. Reason: mended. Outcome: 1 record");
	}

	@Test
	void whatIsAskedInAWrongWayIsToldWithAStatusThatFits() {
		try (EndpointApplication application = EndpointApplication.start(this.directory,
				"robust.kafka.endpoint.allow-changes=true")) {
			assertThat(application.get("/pending").status()).isEqualTo(404);
			assertThat(application.get("/failed/4711").status()).isEqualTo(404);
			assertThat(application.get("/failed/x").status()).isEqualTo(400);
			assertThat(application.get("/failed?limit=0").status()).isEqualTo(400);
			assertThat(application.get("/failed?after=x").status()).isEqualTo(400);
			assertThat(application.post("/purge", "{\"reason\":\"test\"}").status()).isEqualTo(404);
			Answer withoutReason = application.post("/retry", "{\"topic\":\"*\"}");
			assertThat(withoutReason.status()).isEqualTo(400);
			assertThat(withoutReason.json().at("/error").asString()).contains("'reason'");
			application.outbox().close();
			Answer closed = application.post("/retry", "{\"topic\":\"*\",\"reason\":\"test\"}");
			assertThat(closed.status()).isEqualTo(503);
			assertThat(closed.json().at("/error").asString()).contains("closed");
			assertThat(application.get("").json().at("/outbox/trouble").asString()).contains("closed");
		}
	}

	@Test
	void readOnlyAccessOverridesThatChangesAreAllowed() {
		try (EndpointApplication application = EndpointApplication.start(this.directory,
				"robust.kafka.endpoint.allow-changes=true", "management.endpoint.robustkafka.access=read-only")) {
			assertThat(application.get("").status()).isEqualTo(200);
			assertThat(application.post("/pause", "{\"topic\":\"*\",\"reason\":\"test\"}").status()).isEqualTo(405);
		}
	}

}
