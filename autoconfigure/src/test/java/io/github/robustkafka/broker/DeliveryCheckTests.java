package io.github.robustkafka.broker;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link DeliveryCheck}.
 */
class DeliveryCheckTests {

	private static final List<SentRecord> SENT = List.of(a(1), b(1), a(2), b(2), a(3), b(3));

	private final DeliveryCheck check = new DeliveryCheck(SENT);

	@Test
	void allInOrderIsComplete() {
		deliver(b(1), b(2), a(1), a(2), a(3), b(3));
		assertThat(this.check.report()).isEqualTo(new DeliveryReport(6, 6, List.of(), List.of(), List.of(), List.of()));
		assertThat(this.check.report().isCompleteAndOrdered()).isTrue();
	}

	@Test
	void missingRecordsAreLost() {
		deliver(a(1), b(1), b(2), b(3));
		assertThat(this.check.report().lost()).containsExactly(a(2), a(3));
		assertThat(this.check.report().delivered()).isEqualTo(4);
		assertThat(this.check.report().isCompleteAndOrdered()).isFalse();
	}

	@Test
	void repeatedRunIsDuplicatedNotReordered() {
		deliver(a(1), a(2), a(3), a(2), a(3), b(1), b(2), b(3));
		assertThat(this.check.report().duplicates()).containsExactly(a(2), a(3));
		assertThat(this.check.report().isCompleteAndOrdered()).isTrue();
	}

	@Test
	void overtakenRecordIsReordered() {
		deliver(a(1), a(3), a(2), b(1), b(2), b(3));
		assertThat(this.check.report().reordered()).containsExactly(a(2));
		assertThat(this.check.report().isCompleteAndOrdered()).isFalse();
	}

	@Test
	void partitionsOfOneKeyHaveNoOrder() {
		this.check.delivered(0, a(3));
		this.check.delivered(1, a(1));
		assertThat(this.check.report().reordered()).isEmpty();
	}

	@Test
	void whatWasNotSentIsUnknown() {
		deliver(a(4));
		assertThat(this.check.report().unknown()).containsExactly(a(4));
		assertThat(this.check.report().delivered()).isZero();
	}

	@Test
	void reportShowsFewRecords() {
		List<SentRecord> many = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			many.add(a(i));
		}
		assertThat(new DeliveryCheck(many).report()).asString()
			.startsWith("sent 100, delivered 0, lost 100 beginning with [")
			.hasSizeLessThan(400);
	}

	@Test
	void recordsThatCannotBeToldAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new DeliveryCheck(List.of(a(1), a(1))));
	}

	private void deliver(SentRecord... records) {
		for (SentRecord record : records) {
			this.check.delivered(0, record);
		}
	}

	private static SentRecord a(int sequence) {
		return new SentRecord("a", sequence);
	}

	private static SentRecord b(int sequence) {
		return new SentRecord("b", sequence);
	}

}
