package io.github.robustkafka.sqlite;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.time.Clock;
import java.util.List;

import io.github.robustkafka.inbox.InboxEntry;
import io.github.robustkafka.inbox.InboxStore;
import io.github.robustkafka.inbox.InboxStoreContractTests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static io.github.robustkafka.inbox.Identities.id;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SqliteInboxStore}: the contract, and the file.
 */
class SqliteInboxStoreTests extends InboxStoreContractTests {

	@TempDir
	private Path directory;

	private Path file() {
		return this.directory.resolve("inbox.db");
	}

	@Override
	protected InboxStore open() {
		return SqliteInboxStore.open(file(), 1L << 30, Clock.systemUTC());
	}

	@Test
	void columnsOfTheFormatAreDocumentedInTheirOrder() throws Exception {
		Path source = Path.of("src/main/java",
				SqliteInboxStore.class.getName().replace('.', File.separatorChar) + ".java");
		List<String> documented = Files.readAllLines(source)
			.stream()
			.map((line) -> line.replaceFirst("^ \\* ", ""))
			.filter((line) -> line.matches("[a-z_]+ +(INTEGER|TEXT|BLOB) .*"))
			.map((line) -> line.replaceFirst("([a-z_]+) +([A-Z]+) .*", "$1 $2"))
			.toList();
		assertThat(TestOutbox.query(file(), """
				SELECT name || ' ' || type FROM pragma_table_info('inbox')
				UNION ALL SELECT name || ' ' || type FROM pragma_table_info('inbox_places') WHERE name <> 'id'"""))
			.isEqualTo(documented);
	}

	@Test
	void versionIsTheNumberOfTheLastScript() throws Exception {
		Path scripts = Path.of(SqliteInboxStore.class.getResource("/io/github/robustkafka/inbox/V1__inbox.sql").toURI())
			.getParent();
		assertThat(scripts.toFile().list((folder, name) -> name.endsWith(".sql")))
			.hasSize(DatabaseKind.INBOX.schemaVersion());
		assertThat(TestOutbox.query(file(), "PRAGMA user_version"))
			.containsExactly(Integer.toString(DatabaseKind.INBOX.schemaVersion()));
	}

	@Test
	void numberOfEntriesIsTheNumberOfRows() throws Exception {
		try (InboxStore store = SqliteInboxStore.open(this.directory.resolve("other.db"), 1L << 30,
				Clock.systemUTC())) {
			for (int round = 0; round < 20; round++) {
				for (int i = 0; i < 20; i++) {
					store.commit(List.of(new InboxEntry("payments", id("id" + (round + i)), round + i)));
				}
				store.purge(round, 7);
				store.deleteFirst(3);
			}
			String rows = TestOutbox.query(this.directory.resolve("other.db"), "SELECT count(*) FROM inbox").get(0);
			assertThat(rows).isEqualTo(Long.toString(store.size().entries())).isNotEqualTo("0");
		}
	}

	@Test
	void everyStatementIsAnsweredByAnIndex() throws Exception {
		try (Connection connection = TestOutbox.connect(file())) {
			assertThat(plan(connection, InboxReader.FIND_ID)).singleElement()
				.asString()
				.endsWith("SEARCH inbox USING PRIMARY KEY (listener=? AND record_id=?)");
			assertThat(plan(connection, InboxReader.FIND_PLACES)).singleElement()
				.asString()
				.endsWith("USING INDEX inbox_places_block (listener=? AND topic=? AND partition=? AND block=?)");
			assertThat(plan(connection, InboxReader.HIGHEST_BLOCK))
				.anyMatch((step) -> step.contains("USING COVERING INDEX inbox_places_block"));
			assertThat(plan(connection, InboxReader.HIGHEST_ID))
				.anyMatch((step) -> step.contains("USING PRIMARY KEY (listener=? AND record_id>? AND record_id<?)"));
			assertThat(plan(connection, InboxIds.DELETE_FIRST)).noneMatch((step) -> step.contains("TEMP B-TREE"))
				.noneMatch((step) -> step.contains("SCAN inbox"))
				.anyMatch((step) -> step.endsWith("SEARCH inbox USING PRIMARY KEY (listener=? AND record_id=?)"))
				.anyMatch((step) -> step.endsWith("SEARCH inbox USING COVERING INDEX inbox_expires_at (expires_at<?)"));
			assertThat(plan(connection, InboxPlaces.DELETE_FIRST)).noneMatch((step) -> step.contains("TEMP B-TREE"))
				.noneMatch((step) -> step.contains("SCAN inbox"));
		}
	}

	private static List<String> plan(Connection connection, String statement) throws Exception {
		return TestOutbox.query(connection, "EXPLAIN QUERY PLAN " + statement);
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void onlyTheOwnerMayReadTheFile() throws Exception {
		Path nested = this.directory.resolve("made/for/it/inbox.db");
		SqliteInboxStore.open(nested, 1L << 30, Clock.systemUTC()).close();
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(nested))).isEqualTo("rw-------");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(nested.getParent())))
			.isEqualTo("rwx------");
	}

}
