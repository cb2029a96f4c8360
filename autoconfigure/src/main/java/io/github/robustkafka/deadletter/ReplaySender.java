package io.github.robustkafka.deadletter;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.robustkafka.retry.DeadLetterRecord;
import io.github.robustkafka.retry.Origin;

/**
 * Sends dead letters one by one, each awaited. Its producer is made for the first one,
 * and ends with the replay: nothing is sent behind its back. Used by one thread.
 */
final class ReplaySender implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ReplaySender.class);

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	/** After these the others have a chance. */
	private static final Set<Class<? extends Throwable>> OF_THE_RECORD = Set.of(RecordTooLargeException.class,
			RecordBatchTooLargeException.class, InvalidTimestampException.class);

	private final Supplier<Producer<byte[], byte[]>> source;

	private @Nullable Producer<byte[], byte[]> producer;

	ReplaySender(Supplier<Producer<byte[], byte[]>> source) {
		this.source = source;
	}

	/**
	 * Sends a record and waits for the broker.
	 * @return null if the broker has it, else why not; it may have it nevertheless
	 */
	@Nullable Throwable send(DeadLetterRecord letter, String topic) throws InterruptedException {
		try {
			Producer<byte[], byte[]> current = this.producer;
			if (current == null) {
				current = this.source.get();
				this.producer = current;
			}
			Integer partition = partition(letter, current.partitionsFor(topic).size());
			current.send(letter.replayed(topic, partition)).get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
			return null;
		}
		catch (ExecutionException ex) {
			return (ex.getCause() != null) ? ex.getCause() : ex;
		}
		catch (TimeoutException ex) {
			return new TimeoutException("no answer within " + TIMEOUT);
		}
		catch (InterruptException ex) {
			throw new InterruptedException();
		}
		catch (RuntimeException ex) {
			return ex;
		}
	}

	/** The partition that it came from, as far as the topic has it. */
	private static @Nullable Integer partition(DeadLetterRecord letter, int partitions) {
		Origin origin = letter.origin();
		int partition = (origin != null) ? origin.partition() : letter.record().partition();
		return (partition < partitions) ? partition : null;
	}

	/** Whether another record has a chance after this failure. */
	static boolean isOfTheRecord(Throwable failure) {
		return OF_THE_RECORD.contains(failure.getClass());
	}

	@Override
	public void close() {
		Producer<byte[], byte[]> current = this.producer;
		if (current != null) {
			try {
				current.close(Duration.ZERO);
			}
			catch (KafkaException ex) {
				// What was acknowledged stays so.
				logger.debug("A producer of replays was not closed in order", ex);
			}
		}
	}

}
