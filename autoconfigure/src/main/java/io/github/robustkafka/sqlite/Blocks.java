package io.github.robustkafka.sqlite;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

import io.github.robustkafka.outbox.PendingQuery;
import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.outbox.TopicBacklog;
import org.jspecify.annotations.Nullable;

/**
 * The blocks that are in the file, in memory. Changed by the writer only, after a commit;
 * asked by any thread. Whoever asks both blocks and rows asks the blocks first: a record
 * that moves from a block to a row is then seen twice, never missed.
 */
final class Blocks {

	/**
	 * Together they hold at most about so many bytes; what comes beyond gets rows.
	 */
	private static final long MAX_BYTES = 32L * 1024 * 1024;

	/**
	 * By their first positions.
	 */
	private final ConcurrentSkipListMap<Long, Block> blocks = new ConcurrentSkipListMap<>();

	private volatile long bytes;

	private volatile long added;

	/**
	 * Of how many acknowledged records it may be known here only that they are.
	 */
	private int unsettled;

	/**
	 * The blocks in order of position.
	 */
	Collection<Block> all() {
		return this.blocks.values();
	}

	boolean isEmpty() {
		return this.blocks.isEmpty();
	}

	boolean hasRoom() {
		return this.bytes < MAX_BYTES;
	}

	int unsettled() {
		return this.unsettled;
	}

	void allowUnsettled(int records) {
		this.unsettled = records;
	}

	/**
	 * The block that has the position, also when its record is acknowledged.
	 */
	@Nullable Block holding(long position) {
		Map.Entry<Long, Block> entry = this.blocks.floorEntry(position);
		return (entry != null && entry.getValue().holds(position)) ? entry.getValue() : null;
	}

	/**
	 * How many blocks were ever added. If it is the same before and after a reading, no
	 * block came meanwhile.
	 */
	long added() {
		return this.added;
	}

	void add(Block block) {
		this.blocks.put(block.firstPosition(), block);
		this.added = this.added + 1;
		change(block.bytes());
	}

	void remove(Block block) {
		if (this.blocks.remove(block.firstPosition(), block)) {
			change(-block.bytes());
		}
	}

	/**
	 * The file was opened anew. Of blocks that are known already, memory knows more: also
	 * of those that can no longer be read.
	 * @param reading what is in the file
	 * @return the blocks that were not known
	 */
	List<Block> foundInFile(BlockReading reading) {
		Set<Long> keys = new HashSet<>(reading.unreadable());
		reading.blocks().forEach((block) -> keys.add(block.key()));
		Set<Long> known = new HashSet<>();
		for (Block block : List.copyOf(this.blocks.values())) {
			if (keys.contains(block.key()) || reading.isCutShort()) {
				known.add(block.key());
			}
			else {
				remove(block);
			}
		}
		List<Block> found = reading.blocks().stream().filter((block) -> !known.contains(block.key())).toList();
		found.forEach(this::add);
		return found;
	}

	private void change(long difference) {
		this.bytes = this.bytes + difference;
	}

	/**
	 * The pending records that the query asks for, in order of position, however many.
	 */
	List<PendingRecord> findPending(PendingQuery query) {
		return this.blocks.values()
			.stream()
			.filter((block) -> block.lastPosition() > query.afterPosition()
					&& block.firstPosition() <= query.lastPosition())
			.flatMap((block) -> block.pending().stream())
			.filter((record) -> isAskedFor(record, query))
			.toList();
	}

	private static boolean isAskedFor(PendingRecord record, PendingQuery query) {
		Integer partition = query.partition();
		return record.position() > query.afterPosition() && record.position() <= query.lastPosition()
				&& record.topic().equals(query.topic())
				&& (partition == null || partition.equals(record.record().partition()));
	}

	/**
	 * The topics that have pending records behind the position, each with the oldest.
	 */
	Map<String, TopicBacklog> findPendingTopics(long afterPosition) {
		Map<String, TopicBacklog> topics = new HashMap<>();
		pending().filter((record) -> record.position() > afterPosition)
			.forEach((record) -> topics.putIfAbsent(record.topic(),
					new TopicBacklog(record.topic(), record.position(), record.appendedAt())));
		return topics;
	}

	long countPending() {
		return this.blocks.values().stream().mapToLong(Block::pendingCount).sum();
	}

	long countFailed() {
		return this.blocks.values().stream().mapToLong(Block::failedCount).sum();
	}

	@Nullable PendingRecord find(UUID recordId) {
		for (Block block : this.blocks.values()) {
			PendingRecord found = block.find(recordId);
			if (found != null) {
				return found;
			}
		}
		return null;
	}

	/**
	 * The positions in blocks between these two, also of acknowledged records.
	 */
	List<Long> positions(long firstPosition, long lastPosition) {
		List<Long> positions = new ArrayList<>();
		for (Block block : this.blocks.values()) {
			for (long position = Math.max(firstPosition, block.firstPosition()); position <= Math.min(lastPosition,
					block.lastPosition()); position++) {
				positions.add(position);
			}
		}
		return positions;
	}

	private Stream<PendingRecord> pending() {
		return this.blocks.values().stream().flatMap((block) -> block.pending().stream());
	}

}
