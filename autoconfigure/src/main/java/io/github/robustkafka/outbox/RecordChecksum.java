package io.github.robustkafka.outbox;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

import org.jspecify.annotations.Nullable;

/**
 * The checksum of a record: CRC-32C over fixed fields (record id, timestamp, partition),
 * then each variable field (topic, key, value, headers, context) with its length in
 * front, -1 for null.
 */
final class RecordChecksum {

	private static final int NO_PARTITION = -1;

	/**
	 * The headers that tracers put into records: of W3C and of B3.
	 */
	private static final Pattern TRACE = Pattern.compile("traceparent|tracestate|baggage|b3|x-b3-.+",
			Pattern.CASE_INSENSITIVE);

	private RecordChecksum() {
	}

	static int of(OutboxRecord record) {
		CRC32C crc = new CRC32C();
		ByteBuffer fixed = ByteBuffer.allocate(28);
		fixed.putLong(record.recordId().getMostSignificantBits());
		fixed.putLong(record.recordId().getLeastSignificantBits());
		fixed.putLong(record.timestamp());
		Integer partition = record.partition();
		fixed.putInt((partition != null) ? partition : NO_PARTITION);
		crc.update(fixed.array());
		update(crc, record.topic().getBytes(StandardCharsets.UTF_8));
		update(crc, record.key());
		update(crc, record.value());
		update(crc, record.headers().bytes());
		String context = record.context();
		update(crc, (context != null) ? context.getBytes(StandardCharsets.UTF_8) : null);
		return (int) crc.getValue();
	}

	static int ofContent(OutboxRecord record) {
		CRC32C crc = new CRC32C();
		Integer partition = record.partition();
		updateInt(crc, (partition != null) ? partition : NO_PARTITION);
		update(crc, record.topic().getBytes(StandardCharsets.UTF_8));
		update(crc, record.key());
		update(crc, record.value());
		record.headers().forEach((key, value) -> {
			if (!TRACE.matcher(key).matches()) {
				update(crc, key.getBytes(StandardCharsets.UTF_8));
				update(crc, value);
			}
		});
		return (int) crc.getValue();
	}

	private static void update(CRC32C crc, byte @Nullable [] bytes) {
		int length = (bytes != null) ? bytes.length : -1;
		updateInt(crc, length);
		if (bytes != null) {
			crc.update(bytes, 0, bytes.length);
		}
	}

	private static void updateInt(CRC32C crc, int number) {
		crc.update(number >>> 24);
		crc.update(number >>> 16);
		crc.update(number >>> 8);
		crc.update(number);
	}

}
