package io.github.robustkafka.outbox;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Records to append in tests.
 */
public final class TestRecords {

	/**
	 * When they are appended.
	 */
	public static final long APPENDED_AT = 1_700_000_000_000L;

	private TestRecords() {
	}

	public static PendingRecord pending(long position, String topic) {
		return pending(position, topic, null);
	}

	public static PendingRecord pending(long position, String topic, @Nullable Integer partition) {
		byte[] value = ("value " + position).getBytes(StandardCharsets.UTF_8);
		return pending(position, new OutboxRecord(recordId(position), topic, partition, null, value, OutboxHeaders.NONE,
				APPENDED_AT, null));
	}

	public static PendingRecord pending(long position, OutboxRecord record) {
		return new PendingRecord(position, APPENDED_AT, record);
	}

	/**
	 * A record with a value of that many bytes.
	 */
	public static PendingRecord sized(long position, String topic, int valueLength) {
		return pending(position, new OutboxRecord(recordId(position), topic, null, null, new byte[valueLength],
				OutboxHeaders.NONE, APPENDED_AT, null));
	}

	/**
	 * The record id that the records of these methods have, given their position.
	 */
	public static UUID recordId(long position) {
		return new UUID(0x0190_0000_0000_7000L, position);
	}

	/**
	 * Whether two records are the same in all fields.
	 */
	public static boolean same(OutboxRecord one, OutboxRecord other) {
		return one.recordId().equals(other.recordId()) && one.checksum() == other.checksum()
				&& one.size() == other.size();
	}

}
