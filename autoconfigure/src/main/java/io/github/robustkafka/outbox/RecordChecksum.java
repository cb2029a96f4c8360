package io.github.robustkafka.outbox;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

import org.jspecify.annotations.Nullable;

/**
 * The checksum of a record: CRC-32C over fixed fields (record id, timestamp, partition),
 * then each variable field (topic, key, value, headers, context) with its length in
 * front, -1 for null.
 */
final class RecordChecksum {

	private static final int NO_PARTITION = -1;

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

	private static void update(CRC32C crc, byte @Nullable [] bytes) {
		int length = (bytes != null) ? bytes.length : -1;
		crc.update(length >>> 24);
		crc.update(length >>> 16);
		crc.update(length >>> 8);
		crc.update(length);
		if (bytes != null) {
			crc.update(bytes, 0, bytes.length);
		}
	}

}
