package io.github.robustkafka.sample.demo.run;

import java.util.Arrays;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Mishap}.
 */
class MishapTests {

	@Test
	void noOrderHasTwo() {
		assertThat(IntStream.rangeClosed(1, 100_000)
			.filter((number) -> Arrays.stream(Mishap.values()).filter((one) -> one.befalls(number)).count() > 1))
			.isEmpty();
	}

	@Test
	void examplesAreTrue() {
		assertThat(Mishap.FAILS_ONCE.examples()).isEqualTo("27, 77, ...");
		assertThat(Mishap.FAILS_ONCE.befalls(27)).isTrue();
		assertThat(Mishap.FAILS_ONCE.befalls(77)).isTrue();
		assertThat(Mishap.FAILS_ONCE.befalls(28)).isFalse();
	}

}
