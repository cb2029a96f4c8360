package io.github.robustkafka.sqlite;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;

import io.github.robustkafka.inbox.InboxEntry;
import io.github.robustkafka.inbox.InboxStore;
import io.github.robustkafka.inbox.RecordIdentity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.github.robustkafka.inbox.Identities.id;
import static io.github.robustkafka.inbox.Identities.place;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what {@link SqliteInboxStore} knows of records without an id.
 */
class InboxPlacesTests {

	private static final long NOW = 1_000_000;

	@TempDir
	private Path directory;

	private InboxStore store;

	@BeforeEach
	void open() {
		this.store = SqliteInboxStore.open(file(), 1L << 30, Clock.systemUTC());
	}

	@AfterEach
	void close() {
		this.store.close();
	}

	private Path file() {
		return this.directory.resolve("inbox.db");
	}

	private void commit(long expiresAt, RecordIdentity... identities) {
		List<InboxEntry> entries = new ArrayList<>();
		for (RecordIdentity identity : identities) {
			entries.add(new InboxEntry("payments", identity, expiresAt));
		}
		this.store.commit(entries);
	}

	private boolean contains(RecordIdentity identity) {
		return this.store.contains("payments", identity, NOW);
	}

	@Test
	void aPlaceIsKnownByTopicPartitionOffsetAndTimestamp() {
		commit(NOW + 1, new RecordIdentity.Place("orders", 1, 300, 5000));
		for (int round = 0; round < 2; round++) {
			assertThat(contains(new RecordIdentity.Place("orders", 1, 300, 5000))).isTrue();
			assertThat(contains(new RecordIdentity.Place("orders", 1, 300, 5001))).isFalse();
			assertThat(contains(new RecordIdentity.Place("orders", 1, 299, 5000))).isFalse();
			assertThat(contains(new RecordIdentity.Place("orders", 1, 44, 5000))).isFalse();
			assertThat(contains(new RecordIdentity.Place("orders", 0, 300, 5000))).isFalse();
			assertThat(contains(new RecordIdentity.Place("order", 1, 300, 5000))).isFalse();
			assertThat(this.store.contains("refunds", new RecordIdentity.Place("orders", 1, 300, 5000), NOW)).isFalse();
			this.store.close();
			open();
		}
	}

	@Test
	void neighboursShareARow() throws Exception {
		commit(NOW + 1,
				LongStream.range(0, 1000).mapToObj((offset) -> place(0, offset)).toArray(RecordIdentity[]::new));
		commit(NOW + 1, place(0, 1001), place(0, 1000));
		assertThat(TestOutbox.query(file(), "SELECT block || ':' || length(places) FROM inbox_places ORDER BY block"))
			.containsExactly("0:3328", "1:3328", "2:3328", "3:" + 13 * 234);
		assertThat(this.store.size().entries()).isEqualTo(1002);
		assertThat(LongStream.rangeClosed(0, 1001)).allMatch((offset) -> contains(place(0, offset)));
		assertThat(contains(place(0, 1002))).isFalse();
	}

	@Test
	void placesOfAnyKindAndOrderAreKnownAlsoAfterReopening() {
		Random random = new Random(4711);
		Set<RecordIdentity> added = new HashSet<>();
		for (int round = 0; round < 200; round++) {
			RecordIdentity[] batch = random.longs(20, 0, 3000)
				.mapToObj((offset) -> new RecordIdentity.Place("orders", random.nextInt(3), offset, random.nextLong()))
				.toArray(RecordIdentity[]::new);
			for (RecordIdentity identity : batch) {
				assertThat(contains(identity)).isEqualTo(added.contains(identity));
			}
			commit(NOW + 1, batch);
			added.addAll(List.of(batch));
		}
		assertThat(added).allMatch(this::contains);
		this.store.close();
		open();
		assertThat(added).hasSize(4000).allMatch(this::contains);
	}

	@Test
	void aRowIsForgottenWhenItsLastEntryExpires() {
		commit(NOW, place(0, 1));
		assertThat(contains(place(0, 1))).isFalse();
		commit(NOW + 1, place(0, 2));
		assertThat(contains(place(0, 2))).isTrue();
		assertThat(this.store.purge(NOW, 500)).isFalse();
		assertThat(this.store.size().entries()).isEqualTo(2);
		assertThat(this.store.purge(NOW + 1, 500)).isTrue();
		assertThat(this.store.size().entries()).isZero();
		assertThat(contains(place(0, 2))).isFalse();
	}

	@Test
	void whatExpiresFirstIsDeletedFirstWhetherItHasAnIdOrNot() {
		commit(NOW + 10, id("a"));
		commit(NOW + 20, place(0, 1), place(0, 2));
		commit(NOW + 30, id("b"));
		assertThat(this.store.deleteFirst(1)).isEqualTo(NOW + 10);
		assertThat(this.store.deleteFirst(1)).isEqualTo(NOW + 20);
		assertThat(this.store.size().entries()).isEqualTo(1);
		assertThat(contains(id("b"))).isTrue();
		assertThat(this.store.deleteFirst(1)).isEqualTo(NOW + 30);
		assertThat(this.store.deleteFirst(1)).isNull();
		assertThat(this.store.size().entries()).isZero();
	}

	@Test
	void asManyAreDeletedAsWantedAlsoIfEachHasARowOfItsOwn() {
		for (int i = 0; i < 1000; i++) {
			commit(NOW + i, place(0, 1000L * i));
		}
		assertThat(this.store.deleteFirst(500)).isEqualTo(NOW + 499);
		assertThat(this.store.size().entries()).isEqualTo(500);
		this.store.purge(NOW + 599, 500);
		assertThat(this.store.size().entries()).isEqualTo(400);
	}

	@Test
	void theLastOffsetThatCanBeIsKnownAlsoAfterReopening() {
		commit(NOW + 1, place(0, Long.MAX_VALUE));
		assertThat(contains(place(0, Long.MAX_VALUE))).isTrue();
		this.store.close();
		open();
		assertThat(contains(place(0, Long.MAX_VALUE))).isTrue();
		assertThat(contains(place(0, Long.MAX_VALUE - 1))).isFalse();
	}

	@Test
	void partitionsThatNobodyHasAreForgottenAndThoseWithEntriesAreNot() throws Exception {
		List<HighestEntries.Line> loaded = new ArrayList<>();
		HighestEntries entries = new HighestEntries(new HighestEntries.Source() {

			@Override
			public long highestOffset(HighestEntries.Line line) {
				loaded.add(line);
				return (line.partition() == 0) ? 1 : -1;
			}

			@Override
			public String highestId(HighestEntries.Line line) {
				return "";
			}

		});
		for (int partition = 0; partition <= 10_000; partition++) {
			assertThat(entries.isBeyond("payments", place(partition, 1))).isEqualTo(partition > 0);
		}
		assertThat(entries.isBeyond("payments", place(0, 1))).isFalse();
		assertThat(loaded).as("forgotten once").hasSize(10_002);
	}

	@Test
	void idsBelowTheHighestOneAreLookedFor() {
		commit(NOW + 1, id("m"));
		assertThat(contains(id("z"))).isFalse();
		commit(NOW + 1, id("c"), id("x"));
		assertThat(List.of("m", "c", "x")).allMatch((text) -> contains(id(text)));
		assertThat(List.of("a", "d", "n", "y", "ü", "😀")).noneMatch((text) -> contains(id(text)));
		commit(NOW + 1, id("ü"), id("y"));
		assertThat(List.of("m", "c", "x", "ü", "y")).allMatch((text) -> contains(id(text)));
		this.store.close();
		open();
		assertThat(List.of("m", "c", "x", "ü", "y")).allMatch((text) -> contains(id(text)));
		assertThat(List.of("a", "d", "n", "z", "é", "😀")).noneMatch((text) -> contains(id(text)));
	}

	/**
	 * Such a record would be left out, and lost.
	 */
	@Test
	void aPlaceThatWasChangedByDamageIsNone() throws Exception {
		commit(NOW + 1, new RecordIdentity.Place("orders", 1, 300, 5000), id("order-4"));
		this.store.close();
		TestOutbox.execute(file(), "UPDATE inbox_places SET partition = 0",
				"UPDATE inbox SET record_id = 'orders/order-5'");
		open();
		assertThat(contains(new RecordIdentity.Place("orders", 0, 300, 5000))).isFalse();
		assertThat(contains(id("order-5"))).isFalse();
		commit(NOW + 1, new RecordIdentity.Place("orders", 0, 300, 5000), id("order-5"));
		assertThat(contains(new RecordIdentity.Place("orders", 0, 300, 5000))).isTrue();
		assertThat(contains(id("order-5"))).isTrue();
	}

	@Test
	void aFileOfTheFirstSchemaIsUsedOn() throws Exception {
		commit(NOW + 1, id("a"));
		this.store.close();
		TestOutbox.execute(file(), "DROP TABLE inbox_places", "ALTER TABLE inbox DROP COLUMN checksum",
				"PRAGMA user_version = 1", "DELETE FROM robust_kafka_schema_history WHERE version = '2'");
		open();
		assertThat(contains(id("a"))).isTrue();
		commit(NOW + 1, place(0, 1));
		assertThat(contains(place(0, 1))).isTrue();
	}

}
