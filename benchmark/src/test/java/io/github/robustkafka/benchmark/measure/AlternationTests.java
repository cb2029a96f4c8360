package io.github.robustkafka.benchmark.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Alternation}.
 */
class AlternationTests {

	private static final Pace PACE = new Pace(Duration.ofMillis(20), 4, Duration.ofSeconds(1), 1);

	private final List<String> order = new ArrayList<>();

	@Test
	void workloadsTakeTurnsAndEverySecondRoundIsReversed() throws Exception {
		new Alternation(new Pace(Duration.ZERO, 4, Duration.ofSeconds(1), 1))
			.run(List.of(workload("a", 10), workload("b", 10)));
		assertThat(this.order).containsExactly("a", "b", "b", "a", "a", "b", "b", "a");
	}

	@Test
	void warmUpIsNotCounted() throws Exception {
		Rounds rounds = new Alternation(PACE).run(List.of(new Workload() {

			@Override
			public String name() {
				return "slow at first";
			}

			@Override
			public double leastRate() {
				return 1;
			}

			@Override
			public Sample slice(Duration duration) {
				return sample(duration.equals(PACE.slice()) ? 100 : 2);
			}

		}));
		assertThat(rounds.range("slow at first", Sample::rate)).isEqualTo(new Range(100, 100, 100));
	}

	@Test
	void sliceThatDidTooLittleEndsTheRun() {
		assertThatExceptionOfType(InvalidRunException.class)
			.isThrownBy(() -> new Alternation(PACE).run(List.of(workload("a", 10), workload("b", 0.5))))
			.withMessageContaining("'b'")
			.withMessageContaining("proves nothing");
	}

	@Test
	void sliceThatDidNothingInNoTimeEndsTheRun() {
		assertThatExceptionOfType(InvalidRunException.class)
			.isThrownBy(() -> new Alternation(PACE).run(List.of(workload("a", Double.NaN))));
	}

	private Workload workload(String name, double rate) {
		return new Workload() {

			@Override
			public String name() {
				return name;
			}

			@Override
			public double leastRate() {
				return 1;
			}

			@Override
			public Sample slice(Duration duration) {
				AlternationTests.this.order.add(name);
				return sample(rate);
			}

		};
	}

	private static Sample sample(double rate) {
		return new Sample(100, 100 / rate, 1, 1, Double.NaN, Double.NaN);
	}

}
