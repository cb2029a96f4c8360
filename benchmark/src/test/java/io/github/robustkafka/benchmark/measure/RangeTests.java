package io.github.robustkafka.benchmark.measure;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Range}.
 */
class RangeTests {

	@Test
	void medianOfAnOddNumberIsTheMiddleOne() {
		assertThat(Range.of(9, 1, 5)).isEqualTo(new Range(5, 1, 9));
	}

	@Test
	void medianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
		assertThat(Range.of(List.of(8.0, 2.0, 4.0, 1.0))).isEqualTo(new Range(3, 1, 8));
	}

	@Test
	void oneOutlierDoesNotMoveTheMedian() {
		assertThat(Range.of(1, 2, 3, 4, 1000).median()).isEqualTo(3);
	}

	@Test
	void nothingHasNoMedian() {
		assertThatIllegalArgumentException().isThrownBy(Range::of);
	}

}
