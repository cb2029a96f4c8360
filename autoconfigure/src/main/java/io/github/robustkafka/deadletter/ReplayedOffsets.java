package io.github.robustkafka.deadletter;

import java.util.Base64;
import java.util.BitSet;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Which records of a partition were replayed. Kept by Kafka as the committed offset of a
 * group that nobody joins: the offset is the first record that was not replayed, its
 * metadata has a bit for each record from there on.
 * <p>
 * Metadata has room for 24,000 records: one that is further ahead of the first that was
 * not replayed cannot be remembered.
 */
final class ReplayedOffsets {

	/** With the prefix, below the 4,096 characters that brokers take by default. */
	static final int ROOM = 24_000;

	private static final String PREFIX = "replayed:";

	private final BitSet ahead;

	private long first;

	private ReplayedOffsets(long first, BitSet ahead) {
		this.first = first;
		this.ahead = ahead;
	}

	/**
	 * Reads what was committed. A commit for offsets that the partition never had is of
	 * an earlier topic of that name, and counts as none.
	 */
	static ReplayedOffsets of(@Nullable OffsetAndMetadata committed, OffsetRange range) {
		if (committed == null || committed.offset() > range.end()) {
			return new ReplayedOffsets(range.begin(), new BitSet());
		}
		ReplayedOffsets known = new ReplayedOffsets(committed.offset(), bits(committed.metadata()));
		int length = (int) Math.min(known.ahead.length(), range.end() - committed.offset());
		known.ahead.clear(length, Math.max(length, known.ahead.length()));
		known.forgetBefore(range.begin());
		return known;
	}

	private static BitSet bits(@Nullable String metadata) {
		if (metadata == null || !metadata.startsWith(PREFIX)) {
			return new BitSet();
		}
		try {
			return BitSet.valueOf(Base64.getDecoder().decode(metadata.substring(PREFIX.length())));
		}
		catch (IllegalArgumentException ex) {
			// Not written here: what it would tell is replayed again.
			return new BitSet();
		}
	}

	private void forgetBefore(long begin) {
		if (begin > this.first) {
			long gone = begin - this.first;
			BitSet left = (gone < this.ahead.length()) ? this.ahead.get((int) gone, this.ahead.length()) : new BitSet();
			this.ahead.clear();
			this.ahead.or(left);
			this.first = begin;
		}
		advance();
	}

	private void advance() {
		int done = this.ahead.nextClearBit(0);
		if (done > 0) {
			BitSet left = this.ahead.get(done, Math.max(done, this.ahead.length()));
			this.ahead.clear();
			this.ahead.or(left);
			this.first += done;
		}
	}

	/** Returns the first that was not replayed. */
	long first() {
		return this.first;
	}

	boolean contains(long offset) {
		return offset < this.first || (offset - this.first < ROOM && this.ahead.get((int) (offset - this.first)));
	}

	boolean hasRoomFor(long offset) {
		return offset - this.first < ROOM;
	}

	/** Remembers offsets: records that were replayed, or at which there are none. */
	void add(long begin, long end) {
		long from = Math.max(begin, this.first);
		if (from == this.first && end > this.first) {
			forgetBefore(end);
		}
		else if (end > from && hasRoomFor(end - 1)) {
			this.ahead.set((int) (from - this.first), (int) (end - this.first));
		}
	}

	/** Returns how many of a partition are not among them. */
	long missingIn(OffsetRange range) {
		return range.from(this.first).length() - this.ahead.cardinality();
	}

	OffsetAndMetadata toCommit() {
		String metadata = this.ahead.isEmpty() ? ""
				: PREFIX + Base64.getEncoder().withoutPadding().encodeToString(this.ahead.toByteArray());
		return new OffsetAndMetadata(this.first, metadata);
	}

}
