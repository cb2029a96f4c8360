package io.github.robustkafka.sqlite;

import java.util.Locale;

/**
 * What a database file is for. The word is its name in messages, the name of its main
 * table and the beginning of all its tables and indexes, the folder of its migration
 * scripts, and stands in the key of its path.
 */
enum DatabaseKind {

	/**
	 * Records on their way to Kafka. Rows of 1 KB are written two to three times faster
	 * with large pages than with SQLite's default of 4096; the cache is large enough that
	 * a transaction's pages are not written twice.
	 */
	OUTBOX(SqliteSettings.PAGE_SIZE, 32_000, SqliteSchema.VERSION, 2906222461L),

	/**
	 * Processed records: short rows at random places, so small pages.
	 */
	INBOX(4096, 8_000, 2, 1245622328L);

	private final int pageSize;

	private final int cacheKilobytes;

	private final int schemaVersion;

	private final long definitions;

	DatabaseKind(int pageSize, int cacheKilobytes, int schemaVersion, long definitions) {
		this.pageSize = pageSize;
		this.cacheKilobytes = cacheKilobytes;
		this.schemaVersion = schemaVersion;
		this.definitions = definitions;
	}

	String word() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * The key by which people say where the file is.
	 */
	String pathKey() {
		return "robust.kafka." + word() + ".path";
	}

	/**
	 * Where the migration scripts are. Not below {@code db}, where applications let their
	 * own Flyway look.
	 */
	String scripts() {
		return "classpath:io/github/robustkafka/" + word();
	}

	/**
	 * The page size of new files.
	 */
	int pageSize() {
		return this.pageSize;
	}

	/**
	 * How much of the file the connection that writes keeps in memory at most.
	 */
	int cacheKilobytes() {
		return this.cacheKilobytes;
	}

	/**
	 * The schema that this code reads and writes: the number of the last migration
	 * script.
	 */
	int schemaVersion() {
		return this.schemaVersion;
	}

	/**
	 * CRC-32 over the definitions of our tables and indexes in that schema, so that
	 * damage to them, or a change by hand, is noticed.
	 */
	long definitions() {
		return this.definitions;
	}

}
