package io.github.robustkafka.inbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link StoredInbox} on a store that fails when it is told to, worked by hand.
 */
@ExtendWith(OutputCaptureExtension.class)
class StoredInboxTests {

	private static final Duration DAY = Duration.ofDays(1);

	private static final InboxStoreException BROKEN = new InboxStoreException("The disk is broken.", "Mend it.", null);

	private final InMemoryInboxStore.Disk disk = new InMemoryInboxStore.Disk();

	private final SettableClock clock = new SettableClock();

	private final StoredInbox inbox = new StoredInbox(this.disk, StoredInbox.SMALLEST_SIZE, this.clock);

	private final List<String> answered = new ArrayList<>();

	private void add(String recordId) {
		add(recordId, DAY);
	}

	private void add(String recordId, Duration retention) {
		this.inbox.add("payments", Identities.id(recordId), retention, () -> this.answered.add(recordId));
	}

	private boolean contains(String recordId) {
		return this.inbox.contains("payments", Identities.id(recordId));
	}

	private int work() {
		return this.inbox.writer().doWork();
	}

	private void workUntilIdle() {
		int rounds = 0;
		while (work() > 0) {
			assertThat(++rounds).isLessThan(1000);
		}
	}

	@Test
	void whenAddedRunsAfterTheCommit() {
		List<Boolean> stored = new ArrayList<>();
		this.inbox.add("payments", Identities.id("a"), DAY, () -> stored.add(this.disk.has("a")));
		assertThat(stored).isEmpty();
		work();
		assertThat(stored).containsExactly(true);
		workUntilIdle();
		assertThat(stored).hasSize(1);
	}

	@Test
	void whenAddedRunsAlsoWhenTheRecordWasThereBefore() {
		add("a");
		add("a");
		work();
		add("a");
		work();
		assertThat(this.answered).containsExactly("a", "a", "a");
		assertThat(contains("a")).isTrue();
	}

	@Test
	void allThatWaitsIsCommittedTogether() {
		IntStream.range(0, 64).forEach((i) -> add("id" + i));
		work();
		assertThat(this.disk.commits()).isEqualTo(1);
		assertThat(this.answered).hasSize(64);
	}

	@Test
	void containsAnswersForAdditionsNotWrittenYet() {
		assertThat(contains("a")).isFalse();
		add("a");
		assertThat(this.disk.has("a")).isFalse();
		assertThat(contains("a")).isTrue();
		assertThat(this.inbox.contains("refunds", Identities.id("a"))).isFalse();
		work();
		assertThat(contains("a")).isTrue();
	}

	@Test
	void aFailingStoreNeverHoldsUpAHandler() {
		work();
		this.disk.failWrites(BROKEN);
		add("a");
		work();
		add("b");
		work();
		assertThat(this.answered).containsExactly("a", "b");
		InboxState state = this.inbox.state();
		assertThat(state.available()).isFalse();
		assertThat(state.lastError()).isEqualTo("The disk is broken.");
		assertThat(state.since()).isEqualTo(this.clock.instant());
	}

	@Test
	void errorsOfAnyKindNeverHoldUpAHandler() {
		this.disk.failWrites(new IllegalStateException("bug"));
		add("a");
		assertThatCode(this::work).doesNotThrowAnyException();
		assertThat(this.answered).containsExactly("a");
		assertThat(this.inbox.state().lastError()).isEqualTo("bug");
	}

	@Test
	void whatCouldNotBeWrittenIsStillRecognisedAndWrittenLater() {
		this.disk.failWrites(BROKEN);
		add("a");
		work();
		assertThat(contains("a")).isTrue();
		this.disk.failWrites(null);
		this.clock.advance(Duration.ofMillis(200));
		work();
		assertThat(this.disk.has("a")).isTrue();
		assertThat(this.answered).containsExactly("a");
		assertThat(this.inbox.state().available()).isTrue();
	}

	@Test
	void whatIsKeptWhileTheStoreFailsIsBounded() {
		this.disk.failOpening(BROKEN);
		for (int i = 0; i < Additions.MAX_KEPT + 1; i++) {
			add("id" + i);
			work();
		}
		assertThat(this.answered).hasSize(Additions.MAX_KEPT + 1);
		assertThat(contains("id0")).isFalse();
		assertThat(contains("id1")).isTrue();
	}

	@Test
	void additionsThatPileUpAreAnsweredButNotRemembered() {
		for (int i = 0; i < Additions.MAX_WAITING + 1; i++) {
			add("id" + i);
		}
		assertThat(contains("id" + Additions.MAX_WAITING)).isFalse();
		workUntilIdle();
		assertThat(this.answered).hasSize(Additions.MAX_WAITING + 1);
		add("late");
		assertThat(contains("late")).isTrue();
	}

	@Test
	void aStoreThatCannotBeReadContainsNothingAndIsReopened(CapturedOutput output) {
		add("a");
		work();
		this.disk.failReads(BROKEN);
		assertThat(contains("a")).isFalse();
		assertThat(contains("a")).isFalse();
		work();
		assertThat(this.inbox.state().available()).isFalse();
		this.disk.failReads(null);
		this.clock.advance(Duration.ofMillis(200));
		work();
		assertThat(contains("a")).isTrue();
		assertThat(this.disk.openings()).isEqualTo(2);
		assertThat(output.toString().split("The inbox is not available", -1)).hasSize(2);
	}

	@Test
	void aStoreThatFailsIsToldOnceAndARecoveredOneToo(CapturedOutput output) {
		this.disk.failOpening(BROKEN);
		for (int i = 0; i < 20; i++) {
			work();
			this.clock.advance(Duration.ofSeconds(30));
		}
		this.disk.failOpening(null);
		work();
		work();
		assertThat(output.toString().split("WARN", -1)).hasSize(2);
		assertThat(output).contains("The disk is broken. Mend it.").contains("a record twice");
		assertThat(output.toString().split("The inbox works again", -1)).hasSize(2);
		assertThat(this.inbox.state().available()).isTrue();
		assertThat(this.inbox.state().lastError()).isEqualTo("The disk is broken.");
	}

	@Test
	void aStoreThatWorksFromTheStartIsNotWorthALine(CapturedOutput output) {
		add("a");
		workUntilIdle();
		assertThat(output.toString()).doesNotContain("inbox");
	}

	@Test
	void aFailedStoreIsTriedAfter200MillisecondsDoublingTo30Seconds() {
		this.disk.failOpening(BROKEN);
		work();
		for (long delay : new long[] { 200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000 }) {
			int before = this.disk.openings();
			assertThat(this.inbox.writer().restNanos()).isEqualTo(Duration.ofMillis(delay).toNanos());
			this.clock.advance(Duration.ofMillis(delay - 1));
			work();
			assertThat(this.disk.openings()).isEqualTo(before);
			this.clock.advance(Duration.ofMillis(1));
			work();
			assertThat(this.disk.openings()).isEqualTo(before + 1);
		}
	}

	@Test
	void aStoreThatFailsAgainSoonIsTriedLessOften() {
		this.disk.failWrites(BROKEN);
		for (long delay : new long[] { 200, 400, 800 }) {
			add("a");
			work();
			assertThat(this.inbox.writer().restNanos()).isEqualTo(Duration.ofMillis(delay).toNanos());
			this.clock.advance(Duration.ofMillis(delay));
		}
		this.disk.failWrites(null);
		work();
		this.clock.advance(Duration.ofMinutes(2));
		this.disk.failWrites(BROKEN);
		add("b");
		work();
		assertThat(this.inbox.writer().restNanos()).isEqualTo(Duration.ofMillis(200).toNanos());
	}

	@Test
	void aClockThatIsSetBackDoesNotKeepTheStoreClosed() {
		this.disk.failOpening(BROKEN);
		work();
		this.disk.failOpening(null);
		this.clock.advance(Duration.ofHours(-1));
		work();
		assertThat(this.inbox.state().available()).isTrue();
	}

	@Test
	void aThrowingCallbackEndsNothing() {
		this.inbox.add("payments", Identities.id("a"), DAY, () -> {
			Thread.currentThread().interrupt();
			throw new AssertionError("callback");
		});
		add("b");
		assertThatCode(this::work).doesNotThrowAnyException();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
		assertThat(this.answered).containsExactly("b");
		assertThat(contains("a")).isTrue();
		assertThat(this.inbox.state().available()).isTrue();
	}

	@Test
	void expiredEntriesAreForgotten() {
		add("short", Duration.ofMinutes(1));
		add("long", DAY);
		this.clock.advance(Duration.ofMinutes(1));
		assertThat(contains("short")).isFalse();
		workUntilIdle();
		assertThat(contains("short")).isFalse();
		assertThat(contains("long")).isTrue();
		this.clock.advance(Duration.ofSeconds(10));
		workUntilIdle();
		assertThat(this.disk.has("short")).isFalse();
		assertThat(this.disk.has("long")).isTrue();
		assertThat(this.inbox.state().entries()).isEqualTo(1);
	}

	@Test
	void retentionsWithoutBoundsAreKept() {
		add("for ever", Duration.ofSeconds(Long.MAX_VALUE));
		add("never", Duration.ofSeconds(Long.MIN_VALUE));
		workUntilIdle();
		this.clock.advance(Duration.ofDays(100_000));
		assertThat(contains("for ever")).isTrue();
		assertThat(contains("never")).isFalse();
	}

	@Test
	void oldestEntriesGoWhenTheFileIsFullWhichIsToldOnce(CapturedOutput output) {
		int fitting = (int) (StoredInbox.SMALLEST_SIZE / InMemoryInboxStore.Disk.BYTES_OF_ENTRY);
		for (int i = 0; i < fitting; i++) {
			add("id" + i);
			this.clock.advance(Duration.ofSeconds(1));
		}
		workUntilIdle();
		assertThat(this.inbox.state().shortenedBy()).isZero();
		add("one");
		add("two");
		workUntilIdle();
		assertThat(contains("id0")).isFalse();
		assertThat(contains("id499")).isFalse();
		assertThat(contains("id500")).isTrue();
		assertThat(contains("two")).isTrue();
		Duration shortenedBy = DAY.minusSeconds(fitting - 499);
		assertThat(this.inbox.state().shortenedBy()).isEqualTo(shortenedBy);
		IntStream.range(0, 2 * fitting).forEach((i) -> add("more" + i));
		workUntilIdle();
		assertThat(output.toString().split("WARN", -1)).hasSize(2);
		assertThat(output).contains(shortenedBy + " before their retention is over");
		this.clock.advance(DAY);
		assertThat(this.inbox.state().shortenedBy()).isZero();
	}

	@Test
	void idsThatAStoreWouldMistakeAreNotRemembered() {
		String half = "😀".substring(0, 1);
		add(half);
		add("x".repeat(Additions.MAX_LENGTH + 1));
		workUntilIdle();
		assertThat(this.answered).hasSize(2);
		assertThat(this.inbox.state().entries()).isZero();
		add("?");
		workUntilIdle();
		assertThat(contains("?")).isTrue();
		assertThat(contains(half)).isFalse();
	}

	@Test
	void closingWritesWhatWaitsAndAnswersWhatComesTooLate() {
		work();
		add("a");
		this.inbox.writer().onStop();
		assertThat(this.disk.has("a")).isTrue();
		add("late");
		assertThat(this.answered).containsExactly("a", "late");
		assertThat(this.disk.has("late")).isFalse();
		assertThat(this.inbox.state().available()).isFalse();
	}

	@Test
	void closingAnswersAllThatWaitsAlsoWhenTheStoreFails() {
		this.disk.failWrites(BROKEN);
		IntStream.range(0, 2500).forEach((i) -> add("id" + i));
		this.inbox.writer().onStop();
		assertThat(this.answered).hasSize(2500);
	}

	@Test
	void startedInboxHasTriedToOpenItsStore() {
		try (StoredInbox started = StoredInbox.start(this.disk, StoredInbox.SMALLEST_SIZE, this.clock)) {
			assertThat(this.disk.openings()).isEqualTo(1);
			started.close();
		}
		this.disk.failOpening(BROKEN);
		try (StoredInbox started = StoredInbox.start(this.disk, StoredInbox.SMALLEST_SIZE, this.clock)) {
			assertThat(started.contains("payments", Identities.id("a"))).isFalse();
		}
	}

	@Test
	void aSizeThatIsTooSmallIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new StoredInbox(this.disk, 1000, this.clock))
			.withMessageContaining("'maxSize'");
	}

	@Test
	void theInboxOfNobodyForgetsEverything() {
		Inbox.NONE.add("payments", Identities.id("a"), DAY, () -> this.answered.add("a"));
		assertThat(this.answered).containsExactly("a");
		assertThat(Inbox.NONE.contains("payments", Identities.id("a"))).isFalse();
		assertThat(Inbox.NONE.state().available()).isTrue();
		Inbox.NONE.close();
	}

}
