package io.github.robustkafka.sample.page;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Counts}. That the names are those of real meters is seen in the
 * browser.
 */
class CountsTests {

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	@Test
	void whatNobodyCountsIsZero() {
		assertThat(Counts.of(this.meters)).isEqualTo(new Counts(0, 0, 0, 0, 0, 0));
	}

	@Test
	void metersOfAllListenersAndAttemptsAreAddedUp() {
		this.meters.gauge("robust.kafka.pending", 7);
		this.meters.counter("robust.kafka.listener.retries", "listener", "payments", "attempt", "2").increment(3);
		this.meters.counter("robust.kafka.listener.retries", "listener", "other", "attempt", "3").increment(2);
		assertThat(Counts.of(this.meters)).isEqualTo(new Counts(7, 0, 0, 0, 5, 0));
	}

}
