package io.github.robustkafka.sqlite;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How to keep the outbox.
 *
 * @param path the database file; made, with its directories, if it does not exist
 * @param durability what a committed record survives
 * @param retention how long acknowledged rows are kept, zero to delete them at once
 * @param maxSize how many bytes the outbox may have; the store does not enforce it, it
 * only keeps its write-ahead log and its free pages small beside it
 * @param onDamage what to do with a damaged file that cannot be used as it is
 */
public record SqliteSettings(Path path, Durability durability, Duration retention, long maxSize, OnDamage onDamage) {

	/**
	 * The page size of new outboxes. Records of 1 KB are written two to three times
	 * faster than with SQLite's default of 4096.
	 */
	static final int PAGE_SIZE = 16 * 1024;

	private static final long MAX_WAL_SIZE = 32L * 1024 * 1024;

	private static final long MAX_FREE_SIZE = 8L * 1024 * 1024;

	private static final int MIN_WAL_PAGES = 8;

	/**
	 * Checks the values.
	 */
	public SqliteSettings {
		if (retention.isNegative()) {
			throw new IllegalArgumentException("'retention' must not be negative, it is " + retention);
		}
		if (maxSize <= 0) {
			throw new IllegalArgumentException("'maxSize' must be positive, it is " + maxSize);
		}
	}

	/**
	 * The settings of an outbox that is not opened if it is damaged.
	 * @param path the database file
	 * @param durability what a committed record survives
	 * @param retention how long acknowledged rows are kept
	 * @param maxSize how many bytes the outbox may have
	 */
	public SqliteSettings(Path path, Durability durability, Duration retention, long maxSize) {
		this(path, durability, retention, maxSize, OnDamage.STOP);
	}

	/**
	 * After how many pages the write-ahead log is copied into the database and begun
	 * anew.
	 */
	int walPages() {
		return (int) Math.max(MIN_WAL_PAGES, Math.min(MAX_WAL_SIZE, this.maxSize / 8) / PAGE_SIZE);
	}

	/**
	 * How large the write-ahead log is as a rule, in bytes.
	 */
	long walSize() {
		return (long) walPages() * PAGE_SIZE;
	}

	/**
	 * How many bytes of the disk are kept for acknowledging and purging.
	 */
	long reserveSize() {
		return Math.min(MAX_WAL_SIZE, this.maxSize / 4);
	}

	/**
	 * How many bytes of free pages the file may always keep.
	 */
	long freeSize() {
		return Math.min(MAX_FREE_SIZE, this.maxSize / 8);
	}

	boolean retains() {
		return !this.retention.isZero();
	}

}
