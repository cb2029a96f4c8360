package io.github.robustkafka.sample.demo.sender;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Pace}.
 */
class PaceTests {

	@Test
	@Timeout(10)
	void overdueOrdersPassAtOnce() {
		Clock stopped = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
		Pace pace = new Pace(stopped, 1, 400);
		pace.await(1);
		pace.await(400);
	}

	@Test
	void orderThatIsNotDueWaits() {
		Clock clock = Clock.systemUTC();
		Instant start = clock.instant();
		new Pace(clock, 10, 7).await(9);
		assertThat(Duration.between(start, clock.instant())).isGreaterThanOrEqualTo(Duration.ofMillis(190));
	}

}
