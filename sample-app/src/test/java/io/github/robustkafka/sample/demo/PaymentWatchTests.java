package io.github.robustkafka.sample.demo;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import io.github.robustkafka.sample.demo.payments.Payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link PaymentWatch}.
 */
class PaymentWatchTests {

	private final Clock clock = mock(Clock.class);

	private Payments payments = new Payments(0, 0, 0, 0, 0);

	@Test
	void isOverWhenAllIsSettled() {
		after(0);
		PaymentWatch watch = new PaymentWatch(() -> this.payments, this.clock);
		assertThat(watch.isOver(3, 1)).isFalse();
		this.payments = new Payments(2, 1, 1, 0, 0);
		assertThat(watch.isOver(3, 1)).isFalse();
		this.payments = new Payments(2, 1, 1, 1, 0);
		assertThat(watch.isOver(3, 1)).isTrue();
	}

	@Test
	void isOverWhenNothingHappensForLong() {
		after(0);
		PaymentWatch watch = new PaymentWatch(() -> this.payments, this.clock);
		after(14);
		this.payments = new Payments(1, 0, 0, 0, 0);
		assertThat(watch.isOver(3, 0)).isFalse();
		after(28);
		assertThat(watch.isOver(3, 0)).isFalse();
		after(30);
		assertThat(watch.isOver(3, 0)).isTrue();
	}

	private void after(int seconds) {
		given(this.clock.instant()).willReturn(Instant.EPOCH.plus(Duration.ofSeconds(seconds)));
	}

}
