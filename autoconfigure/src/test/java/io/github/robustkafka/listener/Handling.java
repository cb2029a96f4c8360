package io.github.robustkafka.listener;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.internals.AutoOffsetResetStrategy;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

import org.springframework.context.ApplicationContext;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.MessageListenerContainer;

import static org.awaitility.Awaitility.await;

/**
 * Gives records to listeners without a broker, as a consumer would.
 */
final class Handling {

	private Handling() {
	}

	/** Hands a record over and waits until it is finished. */
	static void handle(ApplicationContext context, String listener, String value) {
		MessageListenerContainer container = container(context, listener);
		String topic = Objects.requireNonNull(container.getContainerProperties().getTopics())[0];
		MockConsumer<byte[], byte[]> consumer = new MockConsumer<>(AutoOffsetResetStrategy.EARLIEST.name());
		RunningListener running = running(context, listener);
		listener(container).onMessage(record(topic, value), null, consumer);
		listener(container).clearThreadState(consumer);
		await().atMost(Duration.ofSeconds(20)).until(() -> running.state().unfinished() == 0);
	}

	static ConsumerRecord<byte[], byte[]> record(String topic, String value) {
		byte[] bytes = Objects.requireNonNull(Producing.bytes(value));
		return new ConsumerRecord<>(topic, 0, 0, 0, TimestampType.CREATE_TIME, bytes.length, bytes.length, bytes, bytes,
				new RecordHeaders(), Optional.empty());
	}

	/** Returns the listener that the container of the id belongs to. */
	static RunningListener running(ApplicationContext context, String id) {
		return context.getBean(RobustListeners.class)
			.all()
			.stream()
			.filter((each) -> id.startsWith(each.settings().id()))
			.findFirst()
			.orElseThrow();
	}

	static DispatchingListener listener(MessageListenerContainer container) {
		return (DispatchingListener) Objects.requireNonNull(container.getContainerProperties().getMessageListener());
	}

	static MessageListenerContainer container(ApplicationContext context, String id) {
		KafkaListenerEndpointRegistry registry = context.getBean(KafkaListenerEndpointRegistry.class);
		return Objects.requireNonNull(registry.getListenerContainer(id),
				() -> "Known are only " + registry.getListenerContainerIds());
	}

}
