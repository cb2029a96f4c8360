package io.github.robustkafka.sqlite;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

import io.github.robustkafka.RobustKafkaStartException;
import io.github.robustkafka.outbox.RecordState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SqliteSchema} and the migration scripts.
 */
class SqliteSchemaTests {

	@TempDir
	private Path directory;

	private Path file;

	@BeforeEach
	void nameFile() {
		this.file = this.directory.resolve("outbox.db");
	}

	private void makeOutbox() {
		TestOutbox.open(this.file).close();
	}

	@Test
	void versionIsTheNumberOfTheLastScript() throws Exception {
		makeOutbox();
		Path scripts = Path.of(SqliteSchema.class.getResource("/io/github/robustkafka/outbox/V1__outbox.sql").toURI())
			.getParent();
		String[] names = scripts.toFile().list((folder, name) -> name.endsWith(".sql"));
		assertThat(names).hasSize(SqliteSchema.VERSION)
			.allMatch((name) -> name.matches("V[1-" + SqliteSchema.VERSION + "]__.*\\.sql"));
		assertThat(TestOutbox.query(this.file, "PRAGMA user_version"))
			.containsExactly(Integer.toString(SqliteSchema.VERSION));
	}

	@Test
	void tableHasTheColumnsOfTheFormat() throws SQLException {
		makeOutbox();
		assertThat(TestOutbox.query(this.file, "SELECT name || ' ' || type FROM pragma_table_info('outbox')"))
			.containsExactly("position INTEGER", "state TEXT", "size INTEGER", "checksum INTEGER", "timestamp INTEGER",
					"appended_at INTEGER", "acknowledged_at INTEGER", "acknowledged_partition INTEGER",
					"acknowledged_offset INTEGER", "failed_at INTEGER", "partition INTEGER", "record_id BLOB",
					"topic TEXT", "reason TEXT", "context TEXT", "headers BLOB", "key BLOB", "value BLOB");
	}

	@Test
	void columnsOfTheFormatAreDocumentedInTheirOrder() throws Exception {
		makeOutbox();
		Path source = Path.of("src/main/java",
				SqliteOutboxStore.class.getName().replace('.', File.separatorChar) + ".java");
		List<String> documented = Files.readAllLines(source)
			.stream()
			.map((line) -> line.replaceFirst("^ \\* ", ""))
			.filter((line) -> line.matches("[a-z_]+ +(INTEGER|TEXT|BLOB) .*"))
			.map((line) -> line.split(" ")[0])
			.toList();
		assertThat(TestOutbox.query(this.file, "SELECT name FROM pragma_table_info('outbox')")).isEqualTo(documented);
	}

	@ParameterizedTest
	@EnumSource
	void wordsOfTheStatesAreThoseOfTheDomain(RecordState state) throws SQLException {
		makeOutbox();
		TestOutbox.execute(this.file, insert(state.word()));
		assertThat(state.word()).isEqualTo(state.name().toLowerCase(Locale.ROOT));
		assertThat(TestOutbox.query(this.file, "SELECT count(*) FROM outbox WHERE state = '" + state.word() + "'"))
			.containsExactly("1");
	}

	@Test
	void otherStatesAreRefusedByTheTable() {
		makeOutbox();
		assertThatExceptionOfType(SQLException.class).isThrownBy(() -> TestOutbox.execute(this.file, insert("sent")))
			.withMessageContaining("SQLITE_CONSTRAINT_CHECK");
	}

	private static String insert(String state) {
		return "INSERT INTO outbox (position, state, size, checksum, timestamp, appended_at, record_id, topic) VALUES "
				+ "(1, '" + state + "', 1, 1, 1, 1, randomblob(16), 'orders')";
	}

	@Test
	void historyIsKeptInATableOfOurOwn() throws SQLException {
		makeOutbox();
		assertThat(TestOutbox.query(this.file, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"))
			.containsExactly("outbox", "outbox_blocks", "outbox_highest_position", "robust_kafka_schema_history");
		assertThat(TestOutbox.query(this.file, "SELECT version, success FROM robust_kafka_schema_history"))
			.containsExactly("1 1", "2 1");
	}

	@Test
	void currentFileIsOpenedWithoutFlyway() throws Exception {
		makeOutbox();
		try (JavaProcess process = JavaProcess.start(List.of(), SqliteDatabaseTests.Opener.class,
				this.file.toString())) {
			assertThat(process.nextLine()).isEqualTo("opened");
		}
	}

	@Test
	void migrationThatWasCutShortIsTakenUpAgain() throws SQLException {
		makeOutbox();
		TestOutbox.execute(this.file, "PRAGMA user_version = 0");
		try (SqliteOutboxStore store = TestOutbox.open(this.file)) {
			TestOutbox.append(store, 1);
		}
		assertThat(TestOutbox.query(this.file, "PRAGMA user_version"))
			.containsExactly(Integer.toString(SqliteSchema.VERSION));
	}

	@Test
	void newerSchemaIsRefusedAndLeftAlone() throws Exception {
		makeOutbox();
		TestOutbox.execute(this.file, "PRAGMA user_version = 3");
		byte[] before = Files.readAllBytes(this.file);
		assertThatExceptionOfType(RobustKafkaStartException.class).isThrownBy(() -> TestOutbox.open(this.file))
			.withMessage("The outbox '%s' has schema version 3, this version of Robust Kafka knows 2 and older.",
					this.file)
			.satisfies((ex) -> assertThat(ex.action()).contains("Nothing was changed"));
		assertThat(Files.readAllBytes(this.file)).isEqualTo(before);
	}

	@Test
	void tablesThatWereChangedByHandAreRefused() throws Exception {
		makeOutbox();
		TestOutbox.execute(this.file, "ALTER TABLE outbox ADD COLUMN comment TEXT");
		assertThatExceptionOfType(RobustKafkaStartException.class).isThrownBy(() -> TestOutbox.open(this.file))
			.withMessageContaining("not those of schema version 2");
		TestOutbox.execute(this.file, "ALTER TABLE outbox DROP COLUMN comment");
		TestOutbox.open(this.file).close();
	}

	@Test
	void otherTablesBesideOursAreLeftAlone() throws Exception {
		makeOutbox();
		TestOutbox.execute(this.file, "CREATE TABLE notes (text TEXT)", "INSERT INTO notes VALUES ('mine')");
		TestOutbox.open(this.file).close();
		assertThat(TestOutbox.query(this.file, "SELECT text FROM notes")).containsExactly("mine");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, SqliteSchema.VERSION })
	void databaseOfAnotherApplicationIsRefusedAndLeftAlone(int userVersion) throws Exception {
		TestOutbox.execute(this.file, "CREATE TABLE customer (id INTEGER)", "PRAGMA user_version = " + userVersion);
		byte[] before = Files.readAllBytes(this.file);
		assertThatExceptionOfType(RobustKafkaStartException.class).isThrownBy(() -> TestOutbox.open(this.file))
			.withMessageContaining("[customer]")
			.satisfies((ex) -> assertThat(ex.action()).contains("'robust.kafka.outbox.path'"));
		assertThat(Files.readAllBytes(this.file)).isEqualTo(before);
	}

	@Test
	void everyQueryIsAnsweredByItsIndex() throws SQLException {
		makeOutbox();
		try (Connection connection = TestOutbox.connect(this.file)) {
			assertThat(plan(connection, OutboxQueries.TOPICS)).isNotEmpty()
				.allMatch((step) -> step.matches(".*SEARCH \\w+ USING COVERING INDEX outbox_pending.*|.*SCAN topics"));
			assertThat(plan(connection, OutboxQueries.OLDEST_OF_TOPIC))
				.containsExactly("SEARCH outbox USING COVERING INDEX outbox_pending (topic=? AND position>?)");
			assertThat(plan(connection, OutboxQueries.COUNT_PENDING))
				.containsExactly("SCAN outbox USING COVERING INDEX outbox_pending");
			assertThat(plan(connection, OutboxQueries.COUNT_FAILED))
				.containsExactly("SCAN outbox USING COVERING INDEX outbox_failed");
			for (String page : List.of(OutboxQueries.FAILED, OutboxQueries.FAILED_WITHOUT_KEYS)) {
				assertThat(plan(connection, page))
					.containsExactly("SEARCH outbox USING INDEX outbox_failed (position>?)");
			}
			assertThat(plan(connection, OutboxQueries.FAILED_POSITION))
				.containsExactly("SEARCH outbox USING INDEX outbox_record_id (record_id=?)");
			assertThat(plan(connection, OutboxQueries.FAILED_CONTENT))
				.containsExactly("SEARCH r USING INTEGER PRIMARY KEY (rowid=?)");
			assertThat(plan(connection, PendingPages.PAGE)).containsExactly(
					"SEARCH outbox USING COVERING INDEX outbox_pending (topic=? AND position>? AND position<?)",
					"SCAN p", "SEARCH r USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN");
			assertThat(plan(connection, WriteSession.FIND_BY_RECORD_ID))
				.containsExactly("SEARCH outbox USING INDEX outbox_record_id (record_id=?)");
			assertThat(plan(connection, WriteSession.FIND_APPENDED))
				.containsExactly("SEARCH outbox USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)");
			assertThat(plan(connection, PurgeQueue.OLDEST))
				.containsExactly("SEARCH outbox USING COVERING INDEX outbox_acknowledged");
			assertThat(plan(connection, PurgeQueue.FIND))
				.containsExactly("SEARCH outbox USING COVERING INDEX outbox_acknowledged (acknowledged_at<?)");
		}
	}

	/**
	 * The steps of the plan that read something.
	 */
	private static List<String> plan(Connection connection, String sql) throws SQLException {
		return TestOutbox.query(connection, "EXPLAIN QUERY PLAN " + sql)
			.stream()
			.map((row) -> row.replaceFirst("\\d+ \\d+ \\d+ ", ""))
			.filter((step) -> step.startsWith("SEARCH") || step.startsWith("SCAN") || step.contains("TEMP B-TREE"))
			.toList();
	}

}
