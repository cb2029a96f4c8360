package io.github.robustkafka.retry;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

import io.github.robustkafka.RobustKafkaHeaders;

/**
 * What a record of a dead-letter topic says about itself, and the record that it is
 * replayed as. Anybody may have written its headers: one that cannot be true counts as
 * absent, and texts are cut.
 *
 * @param record the record
 */
public record DeadLetterRecord(ConsumerRecord<byte[], byte[]> record) {

	private static final int LONGEST_NAME = 512;

	private static final int LONGEST_MESSAGE = 1024;

	private static final int MOST_ATTEMPTS = 100;

	private static final int MOST_REPLAYS = 999_999_999;

	/**
	 * Returns where it was sent to at first.
	 * @return a place, or null if it does not tell one that can be
	 */
	public @Nullable Origin origin() {
		return headers().origin();
	}

	/**
	 * Returns the group of the listener that could not handle it.
	 * @return name of a group, or null if it does not tell
	 */
	public @Nullable String group() {
		return headers().text(ControlHeaders.GROUP, LONGEST_NAME);
	}

	/**
	 * Returns the class of what the handler threw last.
	 * @return name of a class, or null if it does not tell
	 */
	public @Nullable String exception() {
		return headers().text(ControlHeaders.EXCEPTION, LONGEST_NAME);
	}

	/**
	 * Returns the class of the cause of what the handler threw last.
	 * @return name of a class, or null if it does not tell or there was none
	 */
	public @Nullable String cause() {
		return headers().text(ControlHeaders.EXCEPTION_CAUSE, LONGEST_NAME);
	}

	/**
	 * Returns the message of what the handler threw last.
	 * @return a text, or null if it does not tell
	 */
	public @Nullable String message() {
		return headers().text(ControlHeaders.EXCEPTION_MESSAGE, LONGEST_MESSAGE);
	}

	/**
	 * Returns the number of its last delivery.
	 * @return a number from 1, or 0 if it does not tell one that can be
	 */
	public int attempts() {
		long attempts = headers().number(ControlHeaders.ATTEMPTS, Integer.BYTES, 0);
		return (attempts >= 1 && attempts <= MOST_ATTEMPTS) ? (int) attempts : 0;
	}

	/**
	 * Returns how often it was replayed before it came here.
	 * @return a number, 0 if it does not tell one that can be
	 */
	public int replays() {
		return headers().replays();
	}

	/**
	 * Returns its record id.
	 * @return the id, or null if there is none that looks like one
	 */
	public @Nullable String recordId() {
		return headers().recordId();
	}

	/**
	 * Makes the record that begins a new life: key, value, timestamp, origin and the
	 * application's headers are the same bytes, nothing tells of earlier attempts or of
	 * the failure, and one replay more is counted. On a retry topic it is due at once.
	 * @param topic where it goes
	 * @param partition partition there, or null for that of its key
	 * @return a new record
	 */
	public ProducerRecord<byte[], byte[]> replayed(String topic, @Nullable Integer partition) {
		Headers headers = new RecordHeaders();
		this.record.headers().forEach((header) -> {
			if (!ControlHeaders.OF_ONE_LIFE.contains(header.key())
					&& !header.key().equals(RobustKafkaHeaders.REPLAYS)) {
				headers.add(header);
			}
		});
		int replays = Math.min(MOST_REPLAYS, replays() + 1);
		headers.add(RobustKafkaHeaders.REPLAYS, ControlHeaders.bytes(Integer.toString(replays)));
		Long timestamp = (this.record.timestamp() >= 0) ? this.record.timestamp() : null;
		return new ProducerRecord<>(topic, partition, timestamp, this.record.key(), this.record.value(), headers);
	}

	private ControlHeaders headers() {
		return new ControlHeaders(this.record.headers());
	}

}
