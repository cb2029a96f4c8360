package io.github.robustkafka.listener;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

import io.github.robustkafka.broker.BrokerProcess;

/**
 * Reads what groups have committed.
 */
final class CommittedOffsets implements AutoCloseable {

	private final Admin admin;

	private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();

	CommittedOffsets(BrokerProcess broker) {
		this.admin = broker.admin();
	}

	/** Reads again and again until it is closed. */
	void watch(String group, Consumer<Map<TopicPartition, OffsetAndMetadata>> eyes, Duration interval) {
		this.executor.scheduleWithFixedDelay(() -> eyes.accept(of(group)), 0, interval.toMillis(),
				TimeUnit.MILLISECONDS);
	}

	Map<TopicPartition, OffsetAndMetadata> of(String group) {
		try {
			return this.admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof GroupIdNotFoundException) {
				return Map.of();
			}
			throw new IllegalStateException("Committed offsets cannot be read", ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return Map.of();
		}
	}

	/** Returns how many records are committed. */
	long sum(String group, String topic) {
		return of(group).entrySet()
			.stream()
			.filter((entry) -> entry.getKey().topic().equals(topic) && entry.getValue() != null)
			.mapToLong((entry) -> entry.getValue().offset())
			.sum();
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
		this.admin.close(Duration.ZERO);
	}

}
