package io.github.robustkafka.producer;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import io.github.robustkafka.RobustKafkaHeaders;
import io.github.robustkafka.outbox.OutboxRecord;

/**
 * The size of a record in a request of its own, as Kafka's producer estimates it before
 * it compares with {@code max.request.size}: the record id header counts.
 */
final class RecordSize {

	private static final int BATCH_OVERHEAD = 61;

	private static final int MAX_RECORD_OVERHEAD = 21;

	private static final int RECORD_ID_HEADER = 2 + RobustKafkaHeaders.RECORD_ID.length() + 36;

	private static final int MAX_HEADER_COUNT = 5;

	private RecordSize() {
	}

	static int inRequest(OutboxRecord record) {
		int[] size = { BATCH_OVERHEAD + MAX_RECORD_OVERHEAD + MAX_HEADER_COUNT + RECORD_ID_HEADER };
		size[0] += withLength(record.key()) + withLength(record.value());
		record.headers()
			.forEach((key, value) -> size[0] += withLength(key.getBytes(StandardCharsets.UTF_8)) + withLength(value));
		return size[0];
	}

	private static int withLength(byte @Nullable [] bytes) {
		return (bytes == null) ? 1 : bytes.length + bytesOfVarint(bytes.length);
	}

	private static int bytesOfVarint(int length) {
		return 1 + (31 - Integer.numberOfLeadingZeros((length << 1) | 1)) / 7;
	}

}
