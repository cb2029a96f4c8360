package io.github.robustkafka.retry;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

import io.github.robustkafka.RobustKafkaHeaders;

/**
 * The headers that a forwarded record has beside its own, under the names that Spring for
 * Apache Kafka gives them.
 */
final class ControlHeaders {

	/** Number of the delivery, 4 bytes. */
	static final String ATTEMPTS = "retry_topic-attempts";

	/** When the record is due, milliseconds since the epoch, 8 bytes. */
	static final String DUE = "retry_topic-backoff-timestamp";

	static final String ORIGINAL_TOPIC = "kafka_original-topic";

	static final String ORIGINAL_PARTITION = "kafka_original-partition";

	static final String ORIGINAL_OFFSET = "kafka_original-offset";

	static final String ORIGINAL_TIMESTAMP = "kafka_original-timestamp";

	static final String ORIGINAL_TIMESTAMP_TYPE = "kafka_original-timestamp-type";

	static final String GROUP = "kafka_dlt-original-consumer-group";

	static final String EXCEPTION = "kafka_exception-fqcn";

	static final String EXCEPTION_CAUSE = "kafka_exception-cause-fqcn";

	static final String EXCEPTION_MESSAGE = "kafka_exception-message";

	static final String EXCEPTION_STACKTRACE = "kafka_exception-stacktrace";

	static final Set<String> ALL = Set.of(ATTEMPTS, DUE, ORIGINAL_TOPIC, ORIGINAL_PARTITION, ORIGINAL_OFFSET,
			ORIGINAL_TIMESTAMP, ORIGINAL_TIMESTAMP_TYPE, GROUP, EXCEPTION, EXCEPTION_CAUSE, EXCEPTION_MESSAGE,
			EXCEPTION_STACKTRACE);

	/** Those that a new life begins without: how often it was tried, and why it ended. */
	static final Set<String> OF_ONE_LIFE = Set.of(ATTEMPTS, DUE, GROUP, EXCEPTION, EXCEPTION_CAUSE, EXCEPTION_MESSAGE,
			EXCEPTION_STACKTRACE);

	private static final int UUID_LENGTH = 36;

	private static final int LONGEST_TOPIC = 249;

	private static final int LONGEST_COUNT = 9;

	private final Headers headers;

	ControlHeaders(Headers headers) {
		this.headers = headers;
	}

	static byte[] bytes(int number) {
		return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
	}

	static byte[] bytes(long number) {
		return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
	}

	static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/** Returns a number of exactly so many bytes, or the fallback. */
	long number(String name, int length, long fallback) {
		byte[] value = value(name);
		if (value == null || value.length != length) {
			return fallback;
		}
		ByteBuffer buffer = ByteBuffer.wrap(value);
		return (length == Integer.BYTES) ? buffer.getInt() : buffer.getLong();
	}

	/** Returns where the record comes from, if the headers tell a place that can be. */
	Origin origin(String main, Origin here) {
		Origin origin = origin();
		return (origin != null && origin.topic().equals(main)) ? origin : here;
	}

	/** Returns where the record comes from, or null if no such place can be. */
	@Nullable Origin origin() {
		byte[] topic = value(ORIGINAL_TOPIC);
		long partition = number(ORIGINAL_PARTITION, Integer.BYTES, -1);
		long offset = number(ORIGINAL_OFFSET, Long.BYTES, -1);
		boolean possible = topic != null && topic.length <= LONGEST_TOPIC && partition >= 0 && offset >= 0;
		return possible ? new Origin(new String(topic, StandardCharsets.UTF_8), (int) partition, offset) : null;
	}

	/** Returns a text, cut to so many characters, or null. */
	@Nullable String text(String name, int longest) {
		byte[] value = value(name);
		if (value == null) {
			return null;
		}
		// A character has four bytes at most.
		int length = (int) Math.min(value.length, longest * 4L);
		String text = new String(value, 0, length, StandardCharsets.UTF_8);
		return (text.length() <= longest) ? text : text.substring(0, longest);
	}

	/**
	 * Returns how often the record was replayed; 0 if the header tells no such number.
	 */
	int replays() {
		byte[] value = value(RobustKafkaHeaders.REPLAYS);
		if (value == null || value.length == 0 || value.length > LONGEST_COUNT) {
			return 0;
		}
		int count = 0;
		for (byte digit : value) {
			if (digit < '0' || digit > '9') {
				return 0;
			}
			count = count * 10 + digit - '0';
		}
		return count;
	}

	/** Returns the record id, or null if there is none that looks like one. */
	@Nullable String recordId() {
		byte[] value = value(RobustKafkaHeaders.RECORD_ID);
		if (value == null || value.length != UUID_LENGTH) {
			return null;
		}
		for (byte letter : value) {
			boolean possible = letter == '-' || (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'f')
					|| (letter >= 'A' && letter <= 'F');
			if (!possible) {
				return null;
			}
		}
		return new String(value, StandardCharsets.US_ASCII);
	}

	private byte @Nullable [] value(String name) {
		Header header = this.headers.lastHeader(name);
		return (header != null) ? header.value() : null;
	}

}
