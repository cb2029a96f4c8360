package io.github.robustkafka.sqlite;

import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PositionRange}.
 */
class PositionRangeTests {

	@Test
	void noPositionsMakeNoRange() {
		assertThat(PositionRange.covering(LongStream.empty())).isEmpty();
	}

	@Test
	void onePositionIsARange() {
		assertThat(PositionRange.covering(LongStream.of(7))).containsExactly(new PositionRange(7, 7));
	}

	@Test
	void neighboursMakeOneRangeInAnyOrder() {
		assertThat(PositionRange.covering(LongStream.of(3, 1, 2, 9, 5, 4))).containsExactly(new PositionRange(1, 5),
				new PositionRange(9, 9));
	}

	@Test
	void positionsGivenTwiceCountOnce() {
		assertThat(PositionRange.covering(LongStream.of(2, 1, 2, 2))).containsExactly(new PositionRange(1, 2));
	}

}
