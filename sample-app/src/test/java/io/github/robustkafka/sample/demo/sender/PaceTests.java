package io.github.robustkafka.sample.demo.sender;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link Pace}.
 */
class PaceTests {

	@Test
	@Timeout(10)
	void overdueOrdersPassAtOnce() {
		Clock stopped = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
		Pace pace = new Pace(stopped, 1, 400, () -> 400);
		pace.await(1);
		pace.await(400);
	}

	@Test
	@Timeout(10)
	void orderThatIsNotAllowedWaits() throws Exception {
		AtomicInteger allowed = new AtomicInteger(1);
		Pace pace = new Pace(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), 1000, 400, allowed::get);
		pace.await(1);
		Thread sending = new Thread(() -> pace.await(2));
		sending.start();
		await().until(() -> sending.getState() == Thread.State.TIMED_WAITING);
		allowed.set(2);
		sending.join();
	}

	@Test
	@Timeout(10)
	void ordersBehindOneThatWasNotAllowedKeepTheirDistance() throws Exception {
		AtomicInteger allowed = new AtomicInteger();
		Pace pace = new Pace(Clock.systemUTC(), 5, 0, allowed::get);
		AtomicLong apart = new AtomicLong();
		Thread sending = new Thread(() -> {
			pace.await(1);
			long first = System.nanoTime();
			pace.await(2);
			apart.set(System.nanoTime() - first);
		});
		sending.start();
		await().pollDelay(Duration.ofMillis(500)).until(() -> sending.getState() == Thread.State.TIMED_WAITING);
		allowed.set(2);
		sending.join();
		assertThat(Duration.ofNanos(apart.get())).isGreaterThan(Duration.ofMillis(100));
	}

	@Test
	void orderThatIsNotDueWaits() {
		Clock clock = Clock.systemUTC();
		Instant start = clock.instant();
		new Pace(clock, 10, 7, () -> 9).await(9);
		assertThat(Duration.between(start, clock.instant())).isGreaterThanOrEqualTo(Duration.ofMillis(190));
	}

}
