package io.github.robustkafka.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;

import io.github.robustkafka.outbox.OutboxStore;
import io.github.robustkafka.outbox.OutboxStoreContractTests;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests for {@link SqliteOutboxStore}: the contract.
 */
class SqliteOutboxStoreTests extends OutboxStoreContractTests {

	@TempDir
	private Path directory;

	@Override
	protected OutboxStore open(Duration retention) {
		return SqliteOutboxStore.open(new SqliteSettings(file(), Durability.POWER_LOSS, retention, 1L << 30));
	}

	private Path file() {
		return this.directory.resolve("outbox.db");
	}

	@Override
	protected AutoCloseable failCommits() throws Exception {
		Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
		SqliteDatabase.execute(other, "BEGIN IMMEDIATE");
		return other;
	}

	@Override
	protected void damageRow(long position) throws Exception {
		try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file())) {
			SqliteDatabase.execute(other, "UPDATE outbox SET value = x'00' WHERE position = " + position);
		}
	}

}
