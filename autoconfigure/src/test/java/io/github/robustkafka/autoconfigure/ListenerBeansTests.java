package io.github.robustkafka.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.kafka.core.KafkaTemplate;

import io.github.robustkafka.outbox.OutboxListener;
import io.github.robustkafka.relay.ProducerSource;
import io.github.robustkafka.runtime.Outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ListenerBeans}.
 */
class ListenerBeansTests {

	private static final ProducerSource ALL_IS_ACKNOWLEDGED = () -> new MockProducer<>(true, null,
			new ByteArraySerializer(), new ByteArraySerializer());

	@TempDir
	Path directory;

	private ApplicationContextRunner runner() {
		return RobustContexts.in(this.directory).withBean(ProducerSource.class, () -> ALL_IS_ACKNOWLEDGED);
	}

	@Test
	void listenersMayNeedTheTemplateAndHearInTheirOrder() {
		runner().withUserConfiguration(Listeners.class).run((context) -> {
			Listeners listeners = context.getBean(Listeners.class);
			context.getBean(Listeners.Sender.class).send("orders");
			Awaitility.await()
				.untilAsserted(() -> assertThat(listeners.heard).contains("first orders", "second orders"));
			assertThat(listeners.heard.indexOf("first orders")).isLessThan(listeners.heard.indexOf("second orders"));
			Awaitility.await().untilAsserted(() -> assertThat(listeners.heard).contains("second audit"));
		});
	}

	@Test
	void recordsOfAnEarlierRunReachListenersThatComeLate() {
		RobustContexts.in(this.directory)
			.withPropertyValues("robust.kafka.relay.enabled=false")
			.run((context) -> send(context.getBean(KafkaTemplate.class), "orders"));
		runner().withUserConfiguration(Listeners.class, SlowStart.class).run((context) -> {
			Listeners listeners = context.getBean(Listeners.class);
			Awaitility.await().untilAsserted(() -> assertThat(listeners.heard).contains("second orders"));
			assertThat(context.getBean(SlowStart.class).pendingMeanwhile).isEqualTo(1);
		});
	}

	@Test
	@Timeout(8)
	void aFailedStartDoesNotWaitForListeners() {
		runner().withUserConfiguration(Listeners.class, FailingBean.class)
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessage("A later bean fails"));
	}

	@Test
	void withoutListenersNothingIsHeldBack() {
		ListenerBeans beans = new ListenerBeans(new DefaultListableBeanFactory());
		assertThat(beans.holdBack(ALL_IS_ACKNOWLEDGED)).isSameAs(ALL_IS_ACKNOWLEDGED);
		assertThat(beans.listeners()).isEmpty();
	}

	@Test
	void producersWaitForTheListeners() {
		ListenerBeans beans = new ListenerBeans(withListener(new OutboxListener() {
		}));
		ProducerSource source = beans.holdBack(ALL_IS_ACKNOWLEDGED);
		CompletableFuture<Producer<byte[], byte[]>> producer = CompletableFuture.supplyAsync(source::create);
		assertThat(producer).isNotDone();
		beans.fetch();
		assertThat(producer).succeedsWithin(Duration.ofSeconds(5));
	}

	@Test
	void producersAreRefusedWhenTheListenersWillNotCome() {
		ListenerBeans beans = new ListenerBeans(withListener(new OutboxListener() {
		}));
		beans.release();
		assertThatIllegalStateException().isThrownBy(() -> beans.holdBack(ALL_IS_ACKNOWLEDGED).create());
	}

	@Test
	void aListenerThatFailsDoesNotKeepOutcomesFromTheOthers() {
		List<String> heard = new CopyOnWriteArrayList<>();
		DefaultListableBeanFactory beanFactory = withListener(new OutboxListener() {

			@Override
			public void failed(SentRecord record, String reason) {
				throw new IllegalStateException("Broken listener");
			}

		});
		beanFactory.registerSingleton("second", new OutboxListener() {

			@Override
			public void failed(SentRecord record, String reason) {
				heard.add(record.topic() + " " + reason);
			}

		});
		ListenerBeans beans = new ListenerBeans(beanFactory);
		beans.fetch();
		beans.listeners().get(0).failed(new OutboxListener.SentRecord(UUID.randomUUID(), "orders", null), "too large");
		assertThat(heard).containsExactly("orders too large");
	}

	private static DefaultListableBeanFactory withListener(OutboxListener listener) {
		DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();
		beanFactory.registerSingleton("first", listener);
		return beanFactory;
	}

	@SuppressWarnings("unchecked")
	private static void send(KafkaTemplate<?, ?> template, String topic) {
		((KafkaTemplate<String, String>) template).send(topic, "value");
	}

	@Configuration(proxyBeanMethods = false)
	static class Listeners {

		final List<String> heard = new CopyOnWriteArrayList<>();

		@Bean
		@Order(2)
		OutboxListener second(KafkaTemplate<String, String> template) {
			return new OutboxListener() {

				@Override
				public void acknowledged(SentRecord record, int partition, long offset) {
					Listeners.this.heard.add("second " + record.topic());
					if (record.topic().equals("orders")) {
						template.send("audit", "value");
					}
				}

			};
		}

		@Bean
		@Order(1)
		OutboxListener first() {
			return new OutboxListener() {

				@Override
				public void acknowledged(SentRecord record, int partition, long offset) {
					Listeners.this.heard.add("first " + record.topic());
				}

			};
		}

		@Bean
		Sender sender(KafkaTemplate<String, String> template) {
			return new Sender(template);
		}

		record Sender(KafkaTemplate<String, String> template) {

			void send(String topic) {
				this.template.send(topic, "value");
			}

		}

	}

	/**
	 * Keeps the context from coming up for a while, with the outbox running already.
	 */
	@Configuration(proxyBeanMethods = false)
	static class SlowStart {

		long pendingMeanwhile = -1;

		@Bean
		Object slow(Outbox outbox) {
			Awaitility.await()
				.during(Duration.ofMillis(300))
				.atMost(Duration.ofSeconds(5))
				.until(() -> outbox.writer().pending() == 1);
			this.pendingMeanwhile = outbox.writer().pending();
			return new Object();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FailingBean {

		@Bean
		Object failing(KafkaTemplate<String, String> template) {
			template.send("orders", "value");
			throw new IllegalStateException("A later bean fails");
		}

	}

}
