package io.github.robustkafka.sqlite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;

import io.github.robustkafka.outbox.TestRecords;
import io.github.robustkafka.outbox.WriteBatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * An outbox for tests of records that were appended many at once.
 */
abstract class PackedOutbox {

	static final int MANY = 20;

	static final int UNSETTLED = 10;

	static final long NOW = TestRecords.APPENDED_AT;

	static final long LATER = NOW + 500;

	@TempDir
	Path directory;

	SqliteOutboxStore store;

	@BeforeEach
	void open() {
		this.store = TestOutbox.open(file());
	}

	@AfterEach
	void close() {
		this.store.close();
	}

	Path file() {
		return this.directory.resolve("outbox.db");
	}

	/**
	 * What is in the file when the process dies now, opened by the next one.
	 */
	SqliteOutboxStore openAfterDeath() throws Exception {
		return openAfterDeath(Duration.ZERO);
	}

	SqliteOutboxStore openAfterDeath(Duration retention) throws Exception {
		Path copy = Files.createDirectory(this.directory.resolve("next")).resolve("outbox.db");
		Files.copy(file(), copy);
		Files.copy(this.directory.resolve("outbox.db-wal"), copy.resolveSibling("outbox.db-wal"));
		return SqliteOutboxStore.open(new SqliteSettings(copy, Durability.POWER_LOSS, retention, 1L << 30));
	}

	void commit(long now, Consumer<WriteBatch> changes) {
		WriteBatch batch = new WriteBatch(now);
		batch.relayedAtOnce(UNSETTLED);
		changes.accept(batch);
		this.store.commit(batch);
	}

	void append(long first, int count) {
		commit(NOW, (batch) -> LongStream.range(first, first + count)
			.forEach((position) -> batch.appends().add(TestRecords.pending(position, TestOutbox.TOPIC))));
	}

	void acknowledge(long now, LongStream positions) {
		commit(now, (batch) -> positions.forEach(
				(position) -> batch.acknowledgements().add(new WriteBatch.Acknowledgement(position, 0, position))));
	}

	String rows() throws Exception {
		return TestOutbox.query(file(), "SELECT count(*) FROM outbox").get(0);
	}

	String blocks() throws Exception {
		return TestOutbox.query(file(), "SELECT count(*) FROM outbox_blocks").get(0);
	}

	static List<Long> range(long first, long last) {
		return LongStream.rangeClosed(first, last).boxed().toList();
	}

}
