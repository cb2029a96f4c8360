package io.github.robustkafka.sample.demo.payments;

import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Payments}.
 */
class PaymentsTests {

	@Test
	void orderThatIsCalledAgainTwiceIsRetriedOnce() {
		assertThat(count("CALLED_AGAIN 5", "CALLED_AGAIN 5", "GIVEN_UP 5")).isEqualTo(new Payments(0, 1, 1, 0, 0));
	}

	@Test
	void whatWasNeitherHandledNorGivenUpIsMissing() {
		Payments payments = count("CHARGED 1", "GIVEN_UP 3", "CALLED_AGAIN 4");
		assertThat(payments.missing(4)).isEqualTo(2);
		assertThat(payments.isSettled(4, 0)).isFalse();
		assertThat(payments.isSettled(2, 0)).isTrue();
	}

	@Test
	void repetitionIsRecognisedOrHandledOnceMore() {
		assertThat(count("CHARGED 1").isSettled(1, 1)).isFalse();
		assertThat(count("CHARGED 1", "DUPLICATE 0").isSettled(1, 1)).isTrue();
		Payments twice = count("CHARGED 1", "CHARGED 1");
		assertThat(twice).isEqualTo(new Payments(1, 0, 0, 0, 1));
		assertThat(twice.isSettled(1, 1)).isTrue();
		assertThat(count("GIVEN_UP 1", "GIVEN_UP 1").isSettled(1, 1)).isTrue();
	}

	private static Payments count(String... lines) {
		return Payments.of(Stream.of(lines));
	}

}
