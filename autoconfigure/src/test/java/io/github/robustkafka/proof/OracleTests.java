package io.github.robustkafka.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import io.github.robustkafka.outbox.OutboxRecord;
import io.github.robustkafka.outbox.PendingRecord;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the {@link Oracle} of the proofs finds out what it is there to find out.
 */
class OracleTests {

	private final Oracle oracle = new Oracle();

	private final List<PendingRecord> stored = new ArrayList<>();

	private Verdict judge() {
		return this.oracle.judge(new StoredRecords(this.stored, List.of(), Set.of()));
	}

	private void store(int... numbers) {
		for (int number : numbers) {
			this.stored.add(new PendingRecord(this.stored.size() + 1, 0, ProofRecords.record(number)));
		}
	}

	@Test
	void acceptedRecordsThatAreThereAreFine() {
		this.oracle.hear(List.of("SEND 1 0 1 2", "ACCEPTED 1"));
		store(0, 1, 2);
		assertThat(judge().violations()).isEmpty();
	}

	@Test
	void acceptedRecordThatIsNotThereIsLost() {
		this.oracle.hear(List.of("SEND 1 0", "ACCEPTED 1"));
		assertThat(judge().lost()).isEqualTo(1);
	}

	@Test
	void recordThatWasFoundOnceIsLostWhenItIsGone() {
		this.oracle.hear(List.of("SEND 1 0", "FOUND 0"));
		assertThat(judge().lost()).isEqualTo(1);
	}

	@Test
	void acknowledgedRecordMayBeGone() {
		this.oracle.hear(List.of("SEND 1 0", "ACCEPTED 1", "HANDED 0 1", "ACKNOWLEDGE 0"));
		assertThat(judge().violations()).isEmpty();
	}

	@Test
	void recordWithoutAnswerMayBeThereOrNot() {
		this.oracle.hear(List.of("SEND 1 0", "SEND 2 1", "UNKNOWN 2"));
		assertThat(judge().violations()).isEmpty();
		store(0, 1);
		assertThat(judge().violations()).isEmpty();
	}

	@Test
	void refusedRecordThatIsThereIsAGhost() {
		this.oracle.hear(List.of("SEND 1 0", "REFUSED 1 StoreException"));
		store(0);
		assertThat(judge().ghosts()).isEqualTo(1);
	}

	@Test
	void refusedRecordThatWasHandedOverIsAGhost() {
		this.oracle.hear(List.of("SEND 1 0", "HANDED 0 1", "REFUSED 1 StoreException"));
		assertThat(judge().ghosts()).isEqualTo(1);
	}

	@Test
	void recordThatNobodySentIsAGhost() {
		store(5);
		assertThat(judge().ghosts()).isEqualTo(1);
	}

	@Test
	void halfAnAppendIsAGhost() {
		this.oracle.hear(List.of("SEND 1 0 1"));
		store(0);
		assertThat(judge().ghosts()).isEqualTo(1);
	}

	@Test
	void otherBytesAreWrong() {
		this.oracle.hear(List.of("SEND 1 0", "ACCEPTED 1"));
		OutboxRecord sent = ProofRecords.record(0);
		this.stored.add(new PendingRecord(1, 0, new OutboxRecord(sent.recordId(), sent.topic(), sent.partition(),
				sent.key(), new byte[] { 1 }, sent.headers(), sent.timestamp(), sent.context())));
		assertThat(judge().wrong()).isEqualTo(1);
	}

	@Test
	void laterRecordOfALaneInFrontOfAnEarlierOneIsReordered() {
		this.oracle.hear(List.of("SEND 1 0", "ACCEPTED 1", "SEND 2 4", "ACCEPTED 2"));
		store(4, 0);
		assertThat(judge().reordered()).isEqualTo(1);
	}

	@Test
	void recordHandedOverLateIsReordered() {
		this.oracle.hear(List.of("SEND 1 0", "SEND 2 4", "HANDED 4 2", "HANDED 0 1"));
		assertThat(judge().reordered()).isEqualTo(1);
	}

	@Test
	void duplicatesAreAllowedWithinTheWindowOnly() {
		int[] numbers = IntStream.range(0, Oracle.WINDOW + 1).toArray();
		for (int number : numbers) {
			this.oracle.hear(List.of("SEND " + number + " " + number, "ACCEPTED " + number, "ACKNOWLEDGE " + number));
		}
		store(IntStream.range(0, Oracle.WINDOW).toArray());
		assertThat(judge().violations()).isEmpty();
		this.stored.clear();
		store(numbers);
		assertThat(judge().violations()).hasSize(1);
	}

	@Test
	void exceptionThatIsNotPromisedIsAViolation() {
		this.oracle.hear(List.of("UNTYPED java.lang.IllegalStateException"));
		assertThat(judge().violations()).hasSize(1);
	}

}
