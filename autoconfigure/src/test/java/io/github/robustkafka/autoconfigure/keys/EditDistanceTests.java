package io.github.robustkafka.autoconfigure.keys;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EditDistance}.
 */
class EditDistanceTests {

	@ParameterizedTest
	@CsvSource({ "'', '', 0", "'', abc, 3", "abc, '', 3", "abc, abc, 0", "abc, abd, 1", "abc, ab, 1", "abc, xabc, 1",
			"kitten, sitting, 3" })
	void countsChangedAddedAndRemovedLetters(String from, String to, int distance) {
		assertThat(EditDistance.between(from, to)).isEqualTo(distance);
	}

}
