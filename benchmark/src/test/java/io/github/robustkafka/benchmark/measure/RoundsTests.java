package io.github.robustkafka.benchmark.measure;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Rounds}.
 */
class RoundsTests {

	private final Rounds rounds = new Rounds(
			Map.of("ours", samples(50, 10, 30), "control", samples(100, 20, 90), "dead", samples(0, 0, 0)));

	@Test
	void ratiosAreTakenWithinARound() {
		assertThat(this.rounds.ratio("ours", "control", Sample::rate)).isEqualTo(new Range(0.5, 30.0 / 90, 0.5));
	}

	@Test
	void differencesAreTakenWithinARound() {
		assertThat(this.rounds.difference("control", "ours", Sample::rate)).isEqualTo(new Range(50, 10, 60));
	}

	@Test
	void controlInRangeIsAccepted() {
		this.rounds.requireControl("control", Sample::rate, 80, 100);
	}

	@Test
	void controlOutOfRangeEndsTheRun() {
		assertThatExceptionOfType(InvalidRunException.class)
			.isThrownBy(() -> this.rounds.requireControl("control", Sample::rate, 1000, 2000))
			.withMessageContaining("'control'")
			.withMessageContaining("expected 1000.0 to 2000.0");
	}

	@Test
	void controlThatWasNotTimedEndsTheRun() {
		assertThatExceptionOfType(InvalidRunException.class)
			.isThrownBy(() -> this.rounds.requireControl("control", Sample::p50, 0, Double.MAX_VALUE));
	}

	@Test
	void unknownWorkloadIsNamed() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.rounds.range("theirs", Sample::rate))
			.withMessageContaining("theirs");
	}

	private static List<Sample> samples(long... rates) {
		return Arrays.stream(rates).mapToObj((rate) -> new Sample(rate, 1, 1, 1, Double.NaN, Double.NaN)).toList();
	}

}
