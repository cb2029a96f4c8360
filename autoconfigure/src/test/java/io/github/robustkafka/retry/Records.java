package io.github.robustkafka.retry;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/**
 * Topics and records for tests: {@code orders} with the retry topics {@code orders-r-0}
 * (1 s, attempt 2) and {@code orders-r-1} (10 s, attempts 3 to 5), and with the
 * dead-letter topic {@code orders-d}.
 */
final class Records {

	static final long NOW = 1_800_000_000_000L;

	static final long TIMESTAMP = 1_234_567_890_123L;

	static final RetrySettings SETTINGS = new RetrySettings(2, Duration.ofMillis(50), 5, Duration.ofSeconds(1), 10,
			Duration.ofSeconds(10), 0.5);

	private Records() {
	}

	static TopicChain chain(boolean deadLetters) {
		return new TopicChain("orders", SETTINGS, new TopicNaming("{topic}-r-{index}", "{topic}-d"), "payments",
				deadLetters);
	}

	static TopicChains chains() {
		return new TopicChains(List.of(chain(true)));
	}

	static ConsumerRecord<byte[], byte[]> record(String topic, int partition, long offset) {
		return new ConsumerRecord<>(topic, partition, offset, TIMESTAMP, TimestampType.CREATE_TIME, 1, 2,
				new byte[] { 1 }, new byte[] { (byte) 0xc3, 0x28 }, new RecordHeaders(), Optional.empty());
	}

}
