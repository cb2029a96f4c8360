package io.github.robustkafka.autoconfigure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.github.robustkafka.autoconfigure.EndpointApplication.Answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The examples on the page for the endpoint are what an application answers, asked in the
 * order of the page.
 */
@ExtendWith(OutputCaptureExtension.class)
class EndpointPageTests {

	private static final String RECORD_ID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

	private final DocumentationPage page = DocumentationPage.named("docs/endpoint.md");

	private final JsonMapper json = new JsonMapper();

	@TempDir
	private Path directory;

	@Test
	void everyRequestIsAnsweredAsShown(CapturedOutput output) {
		List<String> requests = this.page.fenced("http");
		List<String> answers = this.page.fenced("json");
		assertThat(requests).hasSameSizeAs(answers).hasSizeGreaterThan(6);
		try (EndpointApplication application = EndpointApplication.start(this.directory,
				"robust.kafka.endpoint.allow-changes=true", "robust.kafka.endpoint.show-payload=true",
				"robust.kafka.relay.poll-interval=100ms", "spring.kafka.admin.properties[request.timeout.ms]=500",
				"spring.kafka.admin.properties[default.api.timeout.ms]=1000")) {
			prepare(application);
			for (int i = 0; i < requests.size(); i++) {
				Answer answer = ask(application, requests.get(i));
				assertThat(answer.status()).as(requests.get(i)).isEqualTo(200);
				assertThat(fields(answer.json())).as(requests.get(i) + answer.body())
					.isEqualTo(fields(this.json.readTree(answers.get(i))));
			}
		}
		assertThat(output).contains(this.page.fenced("text").get(0).trim());
	}

	private static void prepare(EndpointApplication application) {
		for (int i = 0; i < 3; i++) {
			application.fail("orders", "42", "{\"item\":\"tea\"}");
		}
		application.send("refunds", "42", "{}");
		application.send("orders", "42", "{}");
		await().until(() -> application.outbox().writer().failed() == 3);
		await().until(() -> {
			JsonNode state = application.get("").json();
			return state.at("/relay").has("outage") && state.at("/listeners/0").has("waitsFor");
		});
	}

	/**
	 * Asks what the example asks, of the first failed record if it names one.
	 */
	private static Answer ask(EndpointApplication application, String example) {
		String[] lines = example.strip().split("\n", 2);
		String path = lines[0].replaceFirst("(GET|POST) /actuator/robustkafka", "");
		if (lines.length == 2) {
			return application.post(path, lines[1]);
		}
		String first = application.get("/failed").json().at("/records/0/recordId").asString();
		return application.get(path.replaceFirst(RECORD_ID, first));
	}

	/**
	 * The names of all fields, with those in front of them.
	 */
	private static Set<String> fields(JsonNode node) {
		Set<String> names = new TreeSet<>();
		for (String name : new ArrayList<>(node.propertyNames())) {
			names.add(name);
			fields(node.get(name)).forEach((inner) -> names.add(name + "." + inner));
		}
		if (node.isArray()) {
			node.forEach((element) -> names.addAll(fields(element)));
		}
		return names;
	}

}
