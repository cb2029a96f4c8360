package io.github.robustkafka.autoconfigure;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The check of the pages finds what is wrong.
 */
class DocumentationPageTests {

	private final KnownProperties properties = new KnownProperties();

	private final KnownTypes types = new KnownTypes();

	private static DocumentationPage page(String text) {
		return new DocumentationPage(Path.of("..", "README.md"), text);
	}

	@ParameterizedTest
	@ValueSource(strings = { "robust.kafka.outbox.path", "robust.kafka.relay.backoff", "robust.kafka.relay.*",
			"robust.kafka.pending", "spring.kafka.producer.batch-size",
			"spring.kafka.producer.properties.max.request.size", "logging.level.org.apache.kafka",
			"robust.kafka.listener.calls", "robust.kafka.listeners.payments.max-in-flight",
			"robust.kafka.listeners.payments.retry", "robust.kafka.listeners.payments.retry-by-topic.refunds.attempts",
			"spring.kafka.consumer.properties.max.poll.interval.ms" })
	void propertyThatExistsIsKnown(String name) {
		assertThat(this.properties.contains(name)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "robust.kafka.outbox.paht", "robust.kafka.outbox.path.more", "robust.kafka.rel",
			"spring.kafka.producer.btach-size", "spring.kafka.producer.properties.max.request.siez",
			"spring.kafka.producer.bootstrap-servers.*", "robust.kafka.listeners.payments.max-in-fligth",
			"robust.kafka.listeners.payments.retry-by-topic.refunds.attempt",
			"spring.kafka.consumer.properties.linger.ms" })
	void propertyThatDoesNotExistIsFound(String name) {
		assertThat(this.properties.contains(name)).isFalse();
	}

	@Test
	void environmentVariablesMeanProperties() {
		assertThat(this.properties.containsVariable("ROBUST_KAFKA_RELAY_DRAINTIMEOUT")).isTrue();
		assertThat(this.properties.containsVariable("ROBUST_KAFKA_RELAY_DRAIN_TIMEOUT")).isFalse();
		assertThat(page("```yaml\n- name: ROBUST_KAFKA_OUTBOX_PAHT\n```\n").environmentVariables())
			.containsExactly("ROBUST_KAFKA_OUTBOX_PAHT");
	}

	@ParameterizedTest
	@ValueSource(strings = { "RobustKafkaTemplate", "RobustKafkaTemplate.sendAll", "RobustKafkaTemplate.sendAll(List)",
			"KafkaTemplate.send(String, Object)", "OutboxListener.SentRecord.recordId", "@RetryableTopic",
			"RobustKafkaHeaders.RECORD_ID", "OutboxSettings", "KafkaTemplate(ProducerFactory, boolean)" })
	void typeThatExistsIsKnown(String reference) {
		assertThat(this.types.contains(reference)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "RobustKafkaTemplates.sendAll", "RobustKafkaTamplate", "RobustKafkaTemplate.sendAll(Set)",
			"RobustKafkaTemplate.sendAll.twice", "OutboxListener.Sent", "KafkaTemplate(String)", "SendReceipt.offset" })
	void typeThatDoesNotExistIsFound(String reference) {
		assertThat(this.types.contains(reference)).isFalse();
	}

	@Test
	void namesAreTakenFromCodeAndYamlAlone() {
		DocumentationPage page = page("""
				Set `robust.kafka.retention=1h` or spring.kafka.nothing, not `spring-boot.run`.
				```
				spring.kafka.other
				```
				   ```yaml
				   robust:
				     kafka:
				       relay: { enabled: true }
				   other: 1
				   ```
				`Outbox.drain` and `KafkaTemplate<String, Order>`, `DOWN`, `send`, `max-size`.
				""");
		assertThat(page.properties()).containsExactly("robust.kafka.retention", "robust.kafka.relay.enabled");
		assertThat(page.types()).containsExactly("Outbox.drain", "KafkaTemplate");
	}

	@Test
	void whatOthersCallTheirsIsNotOurs() {
		assertThat(page("""
				| Theirs | Ours |
				|---|---|
				| `RecoverableThing` | `Outbox` |

				| Name | Ours |
				|---|---|
				| `OtherThing` | `Outbox` |
				""").types()).containsExactly("Outbox", "OtherThing", "Outbox");
	}

	@Test
	void linksThatLeadNowhereAreFound() {
		DocumentationPage page = page("""
				# One, two
				[a](LICENSE) [b](docs/adr) [c](#one-two) [d](https://example.com) [e](LICENCE) [f](#three)
				[`Outbox`] and [`Inbox`], `code`

				[`Outbox`]: docs/adr
				""");
		assertThat(page.relativeLinks()).containsExactly("LICENSE", "docs/adr", "#one-two", "LICENCE", "#three",
				"docs/adr", "`Inbox`");
		assertThat(page.leadsSomewhere("LICENSE")).isTrue();
		assertThat(page.leadsSomewhere("docs/adr")).isTrue();
		assertThat(page.leadsSomewhere("LICENCE")).isFalse();
		assertThat(page.leadsSomewhere("`Inbox`")).isFalse();
		assertThat(page.leadsSomewhere("CONTRIBUTING.md#nulls")).isTrue();
		assertThat(page.leadsSomewhere("CONTRIBUTING.md#nowhere")).isFalse();
	}

}
