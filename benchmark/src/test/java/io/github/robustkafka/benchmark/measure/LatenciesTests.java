package io.github.robustkafka.benchmark.measure;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Latencies}.
 */
class LatenciesTests {

	@Test
	void shareOfTheOperationsTookAtMostSoLong() {
		Latencies latencies = new Latencies();
		for (int micros = 10_000; micros > 0; micros--) {
			latencies.add(micros * 1000L);
		}
		assertThat(latencies.micros(0.5)).isEqualTo(5000);
		assertThat(latencies.micros(0.99)).isEqualTo(9900);
		assertThat(latencies.micros(1)).isEqualTo(10_000);
	}

	@Test
	void timesOfTwoThreadsAreOne() {
		Latencies one = new Latencies();
		one.add(1000);
		Latencies other = new Latencies();
		other.add(3000);
		one.addAll(other);
		assertThat(one.count()).isEqualTo(2);
		assertThat(one.micros(1)).isEqualTo(3);
	}

	@Test
	void noOperationsHaveNoTime() {
		assertThat(new Latencies().micros(0.5)).isNaN();
	}

}
