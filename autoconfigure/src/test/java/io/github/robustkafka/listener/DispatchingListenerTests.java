package io.github.robustkafka.listener;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.UnaryOperator;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.junit.jupiter.api.Test;

import io.github.robustkafka.dispatch.DispatchSettings;
import io.github.robustkafka.dispatch.Dispatcher;
import io.github.robustkafka.dispatch.Ordering;
import io.github.robustkafka.retry.ListenerObserver;
import io.github.robustkafka.retry.RetrySettings;
import io.github.robustkafka.retry.TopicChain;
import io.github.robustkafka.retry.TopicChains;
import io.github.robustkafka.retry.TopicNaming;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DispatchingListener}.
 */
class DispatchingListenerTests {

	private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);

	@Test
	void anAcknowledgmentKeepsThePlaceOfARecordAndNotItsBytes() {
		Dispatcher dispatcher = new Dispatcher(new DispatchSettings("payments", Ordering.KEY, 4, 100, Duration.ZERO,
				UnaryOperator.identity(), DispatchSettings.Identity.NONE), (task) -> {
				}, this.timer, this.timer, Clock.systemUTC());
		TopicChain chain = new TopicChain("orders",
				new RetrySettings(1, Duration.ZERO, 1, Duration.ZERO, 1, Duration.ZERO, 0), new TopicNaming("", ""),
				"g", false);
		DispatchingListener listener = new DispatchingListener("payments", new TopicChains(List.of(chain)), dispatcher,
				ListenerObserver.NO_OP, Clock.systemUTC());
		MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
		ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("orders", 3, 17, new byte[1], new byte[1000]);
		record.headers().add("h", new byte[1000]);
		ConsumerRecord<byte[], byte[]> kept = listener.intercept(record, consumer);
		listener.onMessage(kept, () -> {
		}, consumer);
		assertThat(dispatcher.state().unfinished()).isOne();
		assertThat(kept).extracting(ConsumerRecord::topic, ConsumerRecord::partition, ConsumerRecord::offset)
			.containsExactly("orders", 3, 17L);
		assertThat(kept.value()).isNull();
		assertThat(kept.headers()).isEmpty();
		assertThat(kept).hasFieldOrPropertyWithValue("record", null);
		this.timer.shutdownNow();
	}

}
