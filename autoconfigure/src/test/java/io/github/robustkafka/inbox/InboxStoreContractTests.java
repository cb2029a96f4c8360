package io.github.robustkafka.inbox;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every {@link InboxStore} promises.
 */
public abstract class InboxStoreContractTests {

	private static final long NOW = 1_000_000;

	private InboxStore store;

	protected abstract InboxStore open();

	@BeforeEach
	void openStore() {
		this.store = open();
	}

	@AfterEach
	void closeStore() {
		this.store.close();
	}

	private static InboxEntry entry(String recordId, long expiresAt) {
		return new InboxEntry("payments", Identities.id(recordId), expiresAt);
	}

	private boolean contains(String recordId, long now) {
		return this.store.contains("payments", Identities.id(recordId), now);
	}

	@Test
	void containsWhatWasCommitted() {
		assertThat(contains("a", NOW)).isFalse();
		this.store.commit(List.of(entry("a", NOW + 1), entry("b", NOW + 1)));
		assertThat(contains("a", NOW)).isTrue();
		assertThat(contains("b", NOW)).isTrue();
		assertThat(contains("c", NOW)).isFalse();
	}

	@Test
	void listenersDoNotKnowWhatOthersHaveProcessed() {
		this.store.commit(List.of(entry("a", NOW + 1)));
		assertThat(this.store.contains("refunds", Identities.id("a"), NOW)).isFalse();
	}

	@Test
	void committedEntriesSurviveReopen() {
		this.store.commit(List.of(entry("a", NOW + 1)));
		this.store.close();
		this.store = open();
		assertThat(contains("a", NOW)).isTrue();
		assertThat(this.store.size().entries()).isEqualTo(1);
	}

	@Test
	void idsAreTextOfAnyKind() {
		List<String> ids = List.of("", " ", "ä€😀", "a\0b", "a\0c", "it's; --", "orders-3-17");
		this.store.commit(ids.stream().map((id) -> entry(id, NOW + 1)).toList());
		assertThat(ids).allMatch((id) -> contains(id, NOW));
		assertThat(contains("a", NOW)).isFalse();
		assertThat(contains("a\0d", NOW)).isFalse();
		assertThat(contains("ORDERS-3-17", NOW)).isFalse();
	}

	@Test
	void entryIsForgottenWhenItExpires() {
		this.store.commit(List.of(entry("a", NOW)));
		assertThat(contains("a", NOW - 1)).isTrue();
		assertThat(contains("a", NOW)).isFalse();
	}

	@Test
	void ofTheSameEntryTheLaterExpiryCounts() {
		this.store.commit(List.of(entry("a", 5), entry("a", 10), entry("a", 7)));
		this.store.commit(List.of(entry("a", 20), entry("b", 20)));
		this.store.commit(List.of(entry("a", 15), entry("b", 25)));
		assertThat(contains("a", 19)).isTrue();
		assertThat(contains("a", 20)).isFalse();
		assertThat(contains("b", 24)).isTrue();
		assertThat(this.store.size().entries()).isEqualTo(2);
	}

	@Test
	void purgeDeletesExpiredEntriesOnlyABoundedNumberAtATime() {
		this.store.commit(IntStream.rangeClosed(1, 10).mapToObj((i) -> entry("id" + i, NOW + i)).toList());
		assertThat(this.store.purge(NOW, 100)).isFalse();
		assertThat(this.store.purge(NOW + 7, 5)).isTrue();
		assertThat(this.store.size().entries()).isEqualTo(5);
		assertThat(contains("id5", NOW)).isFalse();
		assertThat(contains("id6", NOW)).isTrue();
		while (this.store.purge(NOW + 7, 5)) {
			assertThat(this.store.size().entries()).isPositive();
		}
		assertThat(this.store.size().entries()).isEqualTo(3);
		assertThat(contains("id8", NOW)).isTrue();
	}

	@Test
	void deleteFirstTellsUpToWhenEntriesAreGone() {
		this.store.commit(List.of(entry("last", 30), entry("first", 10), entry("second", 20)));
		assertThat(this.store.deleteFirst(2)).isEqualTo(20L);
		assertThat(contains("first", 0)).isFalse();
		assertThat(contains("second", 0)).isFalse();
		assertThat(contains("last", 0)).isTrue();
		assertThat(this.store.deleteFirst(2)).isEqualTo(30L);
		assertThat(this.store.deleteFirst(2)).isNull();
		assertThat(this.store.size().entries()).isZero();
	}

	@Test
	void closedStoreContainsNothingAndIsClosedTwice() {
		this.store.commit(List.of(entry("a", NOW + 1)));
		this.store.close();
		this.store.close();
		assertThat(contains("a", NOW)).isFalse();
		assertThat(this.store.size().entries()).isEqualTo(1);
	}

}
