package io.github.robustkafka.sqlite;

import java.nio.ByteBuffer;
import java.util.List;

import io.github.robustkafka.inbox.RecordIdentity;

/**
 * Which row a place is kept in, and how: {@value #OFFSETS} neighbouring offsets of a
 * partition share a row, so that one statement remembers all records of a batch. An entry
 * is the offset within the block, 1 byte, the timestamp, 8 bytes, and the
 * {@link InboxChecksum}, 4 bytes, most significant first. Entries stand in the order they
 * were added in.
 *
 * @param listener id of the listener
 * @param topic the main topic
 * @param partition the partition
 * @param number number of the block, from 0
 */
record PlaceBlock(String listener, String topic, int partition, long number) {

	static final int OFFSETS = 256;

	static final int ENTRY_BYTES = 1 + Long.BYTES + Integer.BYTES;

	static PlaceBlock of(String listener, RecordIdentity.Place place) {
		return new PlaceBlock(listener, place.topic(), place.partition(), place.offset() / OFFSETS);
	}

	/**
	 * Returns the last offset of a block, which may be the last one that there can be.
	 */
	static long lastOffset(long number) {
		return number * OFFSETS + (OFFSETS - 1);
	}

	static byte[] encode(String listener, List<RecordIdentity.Place> places) {
		ByteBuffer bytes = ByteBuffer.allocate(places.size() * ENTRY_BYTES);
		places.forEach((place) -> bytes.put(positionOf(place))
			.putLong(place.timestamp())
			.putInt(InboxChecksum.of(listener, place)));
		return bytes.array();
	}

	/**
	 * Whether the entries of the place's block hold the place itself. An entry whose
	 * checksum does not fit is none.
	 */
	static boolean contains(byte[] entries, String listener, RecordIdentity.Place place) {
		ByteBuffer bytes = ByteBuffer.wrap(entries);
		byte position = positionOf(place);
		int checksum = InboxChecksum.of(listener, place);
		while (bytes.remaining() >= ENTRY_BYTES) {
			boolean isOffset = bytes.get() == position;
			boolean isPlace = bytes.getLong() == place.timestamp() && isOffset;
			if (bytes.getInt() == checksum && isPlace) {
				return true;
			}
		}
		return false;
	}

	private static byte positionOf(RecordIdentity.Place place) {
		return (byte) (place.offset() % OFFSETS);
	}

}
