package io.github.robustkafka.sqlite;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;

import io.github.robustkafka.outbox.OutboxHeaders;
import io.github.robustkafka.outbox.OutboxRecord;
import io.github.robustkafka.outbox.PendingRecord;
import org.jspecify.annotations.Nullable;

/**
 * How a block holds its records, one behind the other: the block's mark, the length of
 * the rest, the CRC-32C of the rest, then position, record id, timestamp, partition (-1
 * for none), and topic, key, value, headers and context, each with its length in front
 * (-1 for null). Mark and checksum make that one damaged record costs no other, and that
 * no payload can pass for a record.
 */
final class BlockCodec {

	/**
	 * Mark, length and checksum.
	 */
	static final int PREFIX = 12;

	private static final int FIXED = 36;

	private static final int LENGTHS = 5 * Integer.BYTES;

	private static final int NO_PARTITION = -1;

	private BlockCodec() {
	}

	static byte[] encode(int mark, List<PendingRecord> records) {
		byte[][] topics = new byte[records.size()][];
		byte[][] contexts = new byte[records.size()][];
		int size = 0;
		for (int i = 0; i < topics.length; i++) {
			OutboxRecord record = records.get(i).record();
			boolean sameTopic = i > 0 && record.topic().equals(records.get(i - 1).topic());
			topics[i] = sameTopic ? topics[i - 1] : record.topic().getBytes(StandardCharsets.UTF_8);
			contexts[i] = (record.context() != null) ? record.context().getBytes(StandardCharsets.UTF_8) : null;
			size += PREFIX + FIXED + LENGTHS + topics[i].length + length(record.key()) + length(record.value())
					+ record.headers().bytes().length + length(contexts[i]);
		}
		ByteBuffer buffer = ByteBuffer.allocate(size);
		CRC32C crc = new CRC32C();
		for (int i = 0; i < topics.length; i++) {
			int start = buffer.position();
			buffer.position(start + PREFIX);
			put(buffer, records.get(i), topics[i], contexts[i]);
			int length = buffer.position() - start - PREFIX;
			crc.reset();
			crc.update(buffer.array(), start + PREFIX, length);
			buffer.putInt(start, mark).putInt(start + 4, length).putInt(start + 8, (int) crc.getValue());
		}
		return buffer.array();
	}

	private static void put(ByteBuffer buffer, PendingRecord pending, byte[] topic, byte @Nullable [] context) {
		OutboxRecord record = pending.record();
		Integer partition = record.partition();
		buffer.putLong(pending.position())
			.putLong(record.recordId().getMostSignificantBits())
			.putLong(record.recordId().getLeastSignificantBits())
			.putLong(record.timestamp())
			.putInt((partition != null) ? partition : NO_PARTITION);
		put(buffer, topic);
		put(buffer, record.key());
		put(buffer, record.value());
		put(buffer, record.headers().bytes());
		put(buffer, context);
	}

	private static void put(ByteBuffer buffer, byte @Nullable [] bytes) {
		buffer.putInt((bytes != null) ? bytes.length : -1);
		if (bytes != null) {
			buffer.put(bytes);
		}
	}

	private static int length(byte @Nullable [] bytes) {
		return (bytes != null) ? bytes.length : 0;
	}

	/**
	 * The length of the sound record that begins at the offset, its prefix included.
	 * @return the length, or 0 if no sound record begins there
	 */
	static int lengthAt(ByteBuffer data, int offset, int mark) {
		int left = data.limit() - offset;
		if (left < PREFIX + FIXED + LENGTHS || data.getInt(offset) != mark) {
			return 0;
		}
		int length = data.getInt(offset + 4);
		if (length < FIXED + LENGTHS || length > left - PREFIX) {
			return 0;
		}
		CRC32C crc = new CRC32C();
		crc.update(data.array(), offset + PREFIX, length);
		return ((int) crc.getValue() == data.getInt(offset + 8)) ? PREFIX + length : 0;
	}

	/**
	 * The position of the sound record that begins at the offset.
	 */
	static long positionAt(ByteBuffer data, int offset) {
		return data.getLong(offset + PREFIX);
	}

	/**
	 * The sound record that begins at the offset.
	 */
	static OutboxRecord decode(ByteBuffer data, int offset) {
		ByteBuffer buffer = data.duplicate().position(offset + PREFIX + Long.BYTES);
		UUID recordId = new UUID(buffer.getLong(), buffer.getLong());
		long timestamp = buffer.getLong();
		int partition = buffer.getInt();
		String topic = new String(required(take(buffer)), StandardCharsets.UTF_8);
		byte[] key = take(buffer);
		byte[] value = take(buffer);
		OutboxHeaders headers = OutboxHeaders.of(required(take(buffer)));
		byte[] context = take(buffer);
		return new OutboxRecord(recordId, topic, (partition != NO_PARTITION) ? partition : null, key, value, headers,
				timestamp, (context != null) ? new String(context, StandardCharsets.UTF_8) : null);
	}

	private static byte @Nullable [] take(ByteBuffer buffer) {
		int length = buffer.getInt();
		if (length < 0) {
			return null;
		}
		byte[] bytes = new byte[length];
		buffer.get(bytes);
		return bytes;
	}

	private static byte[] required(byte @Nullable [] bytes) {
		return (bytes != null) ? bytes : new byte[0];
	}

}
