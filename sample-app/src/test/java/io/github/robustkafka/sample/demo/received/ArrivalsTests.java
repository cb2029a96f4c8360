package io.github.robustkafka.sample.demo.received;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Arrivals}.
 */
class ArrivalsTests {

	private final Arrivals arrivals = new Arrivals();

	@Test
	void allInOrderIsKept() {
		receive(1, 2, 3);
		Balance balance = this.arrivals.balance(3);
		assertThat(balance).isEqualTo(new Balance(3, 0, 0, 0));
		assertThat(balance.isKept()).isTrue();
	}

	@Test
	void whatIsInTheTallyAndNeverCameIsLost() {
		receive(1, 4);
		Balance balance = this.arrivals.balance(5);
		assertThat(balance).isEqualTo(new Balance(5, 3, 0, 0));
		assertThat(balance.isKept()).isFalse();
	}

	@Test
	void whatComesAgainIsADuplicateAndNotReordered() {
		receive(1, 2, 1, 2, 2, 3);
		Balance balance = this.arrivals.balance(3);
		assertThat(balance).isEqualTo(new Balance(3, 0, 0, 3));
		assertThat(balance.isKept()).isTrue();
		assertThat(this.arrivals.count()).isEqualTo(3);
	}

	@Test
	void firstArrivalBehindALaterOneOfItsKeyIsReordered() {
		receive(1, 3, 2, 4);
		Balance balance = this.arrivals.balance(4);
		assertThat(balance).isEqualTo(new Balance(4, 0, 1, 0));
		assertThat(balance.isKept()).isFalse();
	}

	@Test
	void orderBetweenKeysDoesNotCount() {
		this.arrivals.add("b", 2);
		this.arrivals.add("a", 1);
		assertThat(this.arrivals.balance(2)).isEqualTo(new Balance(2, 0, 0, 0));
	}

	private void receive(int... numbers) {
		IntStream.of(numbers).forEach((number) -> this.arrivals.add("table-1", number));
	}

}
