package io.github.robustkafka.sqlite;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

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

	private volatile boolean found;

	private volatile boolean inIndexes;

	private volatile boolean indexesStay;

	Damage(Path file) {
		this.file = file;
	}

	void found() {
		this.found = true;
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

	void foundInIndexes() {
		this.found = true;
		this.inIndexes = true;
	}

	boolean isInIndexes() {
		return this.inIndexes;
	}

	void indexesWereRebuilt() {
		this.inIndexes = false;
	}

	void indexesCannotBeRebuilt() {
		this.inIndexes = false;
		this.indexesStay = true;
	}

	/**
	 * The row cannot be read or changed.
	 */
	void foundUntouchable(long position) {
		this.found = true;
		if (this.untouchable.add(position)) {
			logger.error("Record {} of the outbox '{}' cannot be read or changed, the file is damaged there. It stays "
					+ "in the file, all others go on", position, this.file);
		}
	}

	boolean isUntouchable(long position) {
		return !this.untouchable.isEmpty() && this.untouchable.contains(position);
	}

}
