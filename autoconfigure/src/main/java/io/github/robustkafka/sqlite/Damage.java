package io.github.robustkafka.sqlite;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of damage in the file, told by the readers to the writer. Lives as long
 * as the store.
 */
final class Damage {

	private static final Logger logger = LoggerFactory.getLogger(Damage.class);

	private final Path file;

	/**
	 * Positions of rows that cannot be read or changed. A change that touched one would
	 * fail its whole transaction, so none does.
	 */
	private final Set<Long> untouchable = ConcurrentHashMap.newKeySet();

	/**
	 * How many records of blocks are damaged, by the first position of the block.
	 */
	private final Map<Long, Integer> inBlocks = new ConcurrentHashMap<>();

	/**
	 * First positions of blocks of which nothing can be read.
	 */
	private final Set<Long> unreadableBlocks = ConcurrentHashMap.newKeySet();

	private final @Nullable SalvageReport salvaged;

	private volatile boolean found;

	private volatile boolean inIndexes;

	private volatile boolean rebuilt;

	private volatile boolean indexesStay;

	Damage(Path file, @Nullable SalvageReport salvaged) {
		this.file = file;
		this.salvaged = salvaged;
	}

	/**
	 * What is known of it, for people, or null if there was none since the start.
	 */
	@Nullable String describe() {
		List<String> sentences = new ArrayList<>();
		if (this.salvaged != null) {
			sentences.add("The outbox was damaged. " + this.salvaged.describe());
		}
		if (!this.unreadableBlocks.isEmpty()) {
			sentences.add(
					"%d blocks of records cannot be read, the first begins at position %d. They stay in the table 'outbox_blocks'."
						.formatted(this.unreadableBlocks.size(), Collections.min(this.unreadableBlocks)));
		}
		if (!this.inBlocks.isEmpty()) {
			sentences.add(
					"%d records were damaged in their blocks, and others may be missing; what is left is among the failed records."
						.formatted(this.inBlocks.values().stream().mapToInt(Integer::intValue).sum()));
		}
		if (!this.untouchable.isEmpty()) {
			sentences.add("%d records cannot be read or changed, the first at position %d."
				.formatted(this.untouchable.size(), Collections.min(this.untouchable)));
		}
		else if (this.found && sentences.isEmpty()) {
			sentences.add("Damage was found in the file; its indexes were built anew or will be.");
		}
		return sentences.isEmpty() ? null : String.join(" ", sentences);
	}

	void found() {
		this.found = true;
	}

	/**
	 * A block was read. Records that do not fit their checksums become failed rows.
	 */
	void foundIn(Block block) {
		if (block.isComplete()) {
			return;
		}
		this.found = true;
		int records = block.damaged().size();
		if (this.inBlocks.put(block.key(), records) == null) {
			logger.error(
					"The outbox '{}' is damaged: {} records of the block at position {} do not fit their checksum, and "
							+ "others may be missing. What is left is set aside as failed; the others go on",
					this.file, records, block.key());
		}
	}

	/**
	 * Nothing can be read of a block.
	 */
	void foundUnreadableBlock(long firstPosition) {
		this.found = true;
		if (this.unreadableBlocks.add(firstPosition)) {
			logger.error("The outbox '{}' is damaged: the block of records at position {} cannot be read. It stays in "
					+ "the file, all others go on", this.file, firstPosition);
		}
	}

	/**
	 * Whether there is any damage; then the file is no longer rearranged.
	 */
	boolean isFound() {
		return this.found;
	}

	/**
	 * An index leads to this position, but not to the row it promises. The writer is to
	 * build the indexes anew; where that was not possible, the row is given up.
	 */
	void foundInIndexes(long position) {
		if (this.indexesStay) {
			foundUntouchable(position);
		}
		else {
			foundInIndexes();
		}
	}

	/**
	 * An index cannot be read. The writer is to build the indexes anew, once.
	 */
	void foundInIndexes() {
		this.found = true;
		this.inIndexes = !this.rebuilt;
	}

	boolean isInIndexes() {
		return this.inIndexes;
	}

	/**
	 * The indexes were built anew, or that was tried in vain.
	 */
	void indexesWereRebuilt(boolean successfully) {
		this.inIndexes = false;
		this.rebuilt = true;
		this.indexesStay = !successfully;
	}

	boolean wereIndexesRebuilt() {
		return this.rebuilt;
	}

	/**
	 * The row cannot be read or changed.
	 */
	void foundUntouchable(long position) {
		this.found = true;
		if (this.untouchable.isEmpty()) {
			logger.error("The outbox '{}' is damaged: record {} cannot be read or changed, and others may not either. "
					+ "They stay in the file, all others go on", this.file, position);
		}
		this.untouchable.add(position);
	}

	boolean isUntouchable(long position) {
		return !this.untouchable.isEmpty() && this.untouchable.contains(position);
	}

}
