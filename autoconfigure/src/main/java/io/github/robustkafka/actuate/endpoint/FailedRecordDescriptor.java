package io.github.robustkafka.actuate.endpoint;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

import io.github.robustkafka.outbox.FailedRecord;
import io.github.robustkafka.outbox.OutboxRecord;

/**
 * A failed record.
 *
 * @param position place in the outbox
 * @param recordId identity of the record
 * @param topic name of the topic
 * @param partition partition asked for, or null
 * @param keyHash hash of its key, or null if it has none or it cannot be read
 * @param size estimated size in bytes
 * @param reason why it failed
 * @param appendedAt when it was appended, or retried last
 * @param failedAt when it failed
 * @param payload what it would have sent, or null if that is not shown
 */
public record FailedRecordDescriptor(long position, UUID recordId, String topic, @Nullable Integer partition,
		@Nullable String keyHash, int size, String reason, Instant appendedAt, Instant failedAt,
		@Nullable Payload payload) implements OperationResponseBody {

	static FailedRecordDescriptor of(FailedRecord record, @Nullable Payload payload) {
		return new FailedRecordDescriptor(record.position(), record.recordId(), record.topic(), record.partition(),
				record.keyHash(), record.size(), record.reason(), record.appendedAt(), record.failedAt(), payload);
	}

	/**
	 * What a record would have sent, and what its sender said with it.
	 *
	 * @param key its key, or null
	 * @param value its value, or null
	 * @param headers its headers in their order
	 * @param timestamp its timestamp
	 * @param context what the sender said with it, or null
	 */
	public record Payload(@Nullable ShownBytes key, @Nullable ShownBytes value, List<Header> headers, Instant timestamp,
			@Nullable ShownBytes context) {

		static Payload of(OutboxRecord record, int limit) {
			List<Header> headers = new ArrayList<>();
			record.headers().forEach((key, value) -> headers.add(new Header(key, ShownBytes.of(value, limit))));
			String context = record.context();
			return new Payload(ShownBytes.of(record.key(), limit), ShownBytes.of(record.value(), limit), headers,
					Instant.ofEpochMilli(record.timestamp()),
					ShownBytes.of((context != null) ? context.getBytes(StandardCharsets.UTF_8) : null, limit));
		}

	}

	/**
	 * A header.
	 *
	 * @param key its key
	 * @param value its value, or null
	 */
	public record Header(String key, @Nullable ShownBytes value) {
	}

}
