package io.github.robustkafka.deadletter;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PaceTests {

	private final HandTiming timing = new HandTiming();

	@Test
	void recordsGoEvenly() throws Exception {
		Pace pace = new Pace(this.timing, 4, Duration.ofMinutes(1));
		for (int i = 0; i < 9; i++) {
			assertThat(pace.awaitTurn()).isTrue();
		}
		assertThat(this.timing.pauses).hasSize(8).containsOnly(Duration.ofMillis(250));
	}

	@Test
	void timeThatWasLostIsNotMadeUpFor() throws Exception {
		Pace pace = new Pace(this.timing, 4, Duration.ofMinutes(1));
		pace.awaitTurn();
		this.timing.pass(Duration.ofSeconds(10));
		pace.awaitTurn();
		assertThat(this.timing.pauses).isEmpty();
		pace.awaitTurn();
		assertThat(this.timing.pauses).containsExactly(Duration.ofMillis(250));
	}

	@Test
	void aTurnBeyondTheTimeIsNotWaitedFor() throws Exception {
		Pace pace = new Pace(this.timing, 1, Duration.ofSeconds(3));
		assertThat(pace.awaitTurn()).isTrue();
		assertThat(pace.awaitTurn()).isTrue();
		assertThat(pace.awaitTurn()).isTrue();
		assertThat(pace.awaitTurn()).isFalse();
		assertThat(this.timing.pauses).hasSize(2);
		assertThat(pace.isTimeUp()).isFalse();
		this.timing.pass(Duration.ofSeconds(1));
		assertThat(pace.isTimeUp()).isTrue();
	}

}
