package io.github.robustkafka.observation;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.kafka.core.KafkaTemplate;

import io.github.robustkafka.autoconfigure.RobustContexts;
import io.github.robustkafka.autoconfigure.RobustKafkaObservationAutoConfiguration;
import io.github.robustkafka.broker.BrokerExtension;
import io.github.robustkafka.broker.BrokerProcess;
import io.github.robustkafka.broker.TcpProxy;
import io.github.robustkafka.listener.RobustListener;
import io.github.robustkafka.outbox.OutboxHeaders;
import io.github.robustkafka.outbox.PendingQuery;
import io.github.robustkafka.runtime.Outbox;
import io.github.robustkafka.template.RobustKafkaTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A trace goes on from the sender through the outbox to the listener, with a real broker
 * and a real tracer for each process.
 */
@ExtendWith(BrokerExtension.class)
class TraceIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final TracedProcess before = new TracedProcess();

	private final TracedProcess after = new TracedProcess();

	@TempDir
	static Path directory;

	private TcpProxy way;

	private String topic;

	@BeforeEach
	void createTopic(BrokerProcess broker) {
		this.way = broker.bootstrapProxy();
		this.topic = broker.topics().createNew("orders", 1);
	}

	@AfterEach
	void closeWay() {
		this.way.close();
	}

	@Test
	void aTraceGoesOnAcrossAnOutageARestartAndRetries() {
		this.way.refuse();
		contexts(this.before).run((context) -> {
			KafkaTemplate<String, String> template = template(context.getBean(KafkaTemplate.class));
			long start = System.nanoTime();
			Observation.createNotStarted("checkout", this.before.registry)
				.observe(() -> template.send(this.topic, "n1"));
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
		});
		contexts(this.after).withBean(Payments.class, () -> new Payments(this.after)).run((context) -> {
			this.way.heal();
			await().atMost(PATIENCE).untilAsserted(() -> assertThat(this.after.spans).hasSize(4));
			Payments payments = context.getBean(Payments.class);
			assertThat(payments.traces).hasSize(3).containsOnly(trace());
			assertThat(payments.headers).containsOnly("traceparent", "robust-record-id", "kafka_deliveryAttempt");
		});
		SpanData send = this.before.only(this.topic + " send");
		assertParent(this.before.only("checkout"), send);
		assertParent(send, this.before.only(this.topic + " journal"));
		assertParent(send, this.after.only(this.topic + " relay"));
		assertThat(this.after.spans).filteredOn((span) -> span.getKind() == SpanKind.CONSUMER)
			.allSatisfy((span) -> assertParent(send, span))
			.extracting((span) -> span.getName().split(" ")[0])
			.containsExactly(this.topic, this.topic, this.topic + "-payments-retry-0");
		assertThat(TracedProcess.attributes(this.after.only(this.topic + " relay")))
			.containsEntry("robust.kafka.outcome", "acknowledged")
			.containsEntry("messaging.kafka.destination.partition", "0")
			.containsEntry("messaging.kafka.message.offset", "0")
			.containsKeys("robust.kafka.waited", "robust.kafka.record.id");
	}

	@Test
	void sendsThatKafkaTemplateDoesNotHaveCarryTheTraceAsWell() {
		contexts(this.before).run((context) -> {
			RobustKafkaTemplate<String, String> template = (RobustKafkaTemplate<String, String>) template(
					context.getBean(KafkaTemplate.class));
			UUID id = UUID.randomUUID();
			Observation.createNotStarted("checkout", this.before.registry).observe(() -> {
				template.sendAsync(new ProducerRecord<>(this.topic, "a"));
				template.sendAll(List.of(new ProducerRecord<>(this.topic, "b"), new ProducerRecord<>(this.topic, "c")));
				template.sendAsync(new ProducerRecord<>(this.topic, "d"), id);
				template.sendAll(Map.of(UUID.randomUUID(), new ProducerRecord<>(this.topic, "e")));
			});
			template.flush();
			template.sendAsync(new ProducerRecord<>(this.topic, "d"), id).journaled().join();
			template.flush();
			await().atMost(PATIENCE).until(() -> this.before.named(this.topic + " send").size() == 3);
		});
		List<SpanData> sends = this.before.named(this.topic + " send");
		assertThat(sends).allSatisfy((span) -> assertParent(this.before.only("checkout"), span));
		assertThat(this.before.named(this.topic + " journal")).hasSize(5);
		assertThat(
				this.before.named(this.topic + " relay").stream().filter((span) -> span.getTraceId().equals(trace())))
			.extracting(SpanData::getParentSpanId)
			.containsExactlyInAnyOrderElementsOf(sends.stream().map(SpanData::getSpanId).toList());
	}

	@Test
	void nothingIsObservedOrAddedWhenObservationIsOff() {
		contexts(this.before)
			.withPropertyValues("spring.kafka.template.observation-enabled=false", "robust.kafka.relay.enabled=false")
			.run((context) -> {
				assertThat(context).doesNotHaveBean(RelayObservations.class);
				template(context.getBean(KafkaTemplate.class)).send(this.topic, "n1");
				PendingQuery all = new PendingQuery(this.topic, null, 0, Long.MAX_VALUE, 10, 1000);
				assertThat(context.getBean(Outbox.class).store().findPending(all).records()).singleElement()
					.satisfies((pending) -> assertThat(pending.record().headers()).isSameAs(OutboxHeaders.NONE));
			});
		assertThat(this.before.spans).isEmpty();
	}

	private ApplicationContextRunner contexts(TracedProcess process) {
		return RobustContexts.in(directory)
			.withConfiguration(AutoConfigurations.of(RobustKafkaObservationAutoConfiguration.class))
			.withBean(ObservationRegistry.class, () -> process.registry)
			.withPropertyValues("test.topic=" + this.topic,
					"robust.kafka.outbox.path=" + directory.resolve(this.topic + ".db"),
					"spring.kafka.bootstrap-servers=" + this.way.bootstrapServers(),
					"spring.kafka.consumer.auto-offset-reset=earliest",
					"spring.kafka.template.observation-enabled=true", "spring.kafka.listener.observation-enabled=true",
					"robust.kafka.listener.retry.blocking.attempts=2",
					"robust.kafka.listener.retry.blocking.delay=10ms",
					"robust.kafka.listener.retry.backoff.delay=100ms");
	}

	@SuppressWarnings("unchecked")
	private static KafkaTemplate<String, String> template(KafkaTemplate<?, ?> template) {
		return (KafkaTemplate<String, String>) template;
	}

	private String trace() {
		return this.before.only("checkout").getTraceId();
	}

	private static void assertParent(SpanData parent, SpanData child) {
		assertThat(child.getTraceId()).isEqualTo(parent.getTraceId());
		assertThat(child.getParentSpanId()).isEqualTo(parent.getSpanId());
	}

	/**
	 * Fails twice in place, and succeeds when it is tried again through the retry topic.
	 */
	static final class Payments {

		private final TracedProcess process;

		final Queue<String> traces = new ConcurrentLinkedQueue<>();

		final Queue<String> headers = new ConcurrentLinkedQueue<>();

		Payments(TracedProcess process) {
			this.process = process;
		}

		@RobustListener(id = "payments", topics = "${test.topic}")
		void charge(ConsumerRecord<String, String> order) {
			Span span = this.process.tracer.currentSpan();
			this.traces.add((span != null) ? span.context().traceId() : "none");
			if (!order.topic().contains("-retry-")) {
				order.headers().forEach((header) -> this.headers.add(header.key()));
				throw new IllegalStateException("no funds");
			}
		}

	}

}
