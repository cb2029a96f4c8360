package io.github.robustkafka.sample.demo;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

import org.junit.jupiter.api.Test;

import io.github.robustkafka.sample.demo.run.Lane;
import io.github.robustkafka.sample.demo.run.LaneProgress;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Screen}.
 */
class ScreenTests {

	private static final Progress PROGRESS = new Progress(100, LaneProgress.none(Lane.ROBUST), 0,
			LaneProgress.none(Lane.PLAIN), 0);

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	private final MovedClock clock = new MovedClock();

	@Test
	void withoutTerminalProgressIsALineNowAndThen() {
		Screen screen = screen(false);
		screen.say("Act 1\n");
		screen.show(PROGRESS);
		this.clock.now = this.clock.now.plus(Duration.ofSeconds(2));
		screen.show(PROGRESS);
		screen.show(PROGRESS);
		assertThat(this.bytes.toString(StandardCharsets.UTF_8).lines()).containsExactly("Act 1", PROGRESS.text());
	}

	@Test
	void onATerminalOneBarMovesAndMakesRoomForWords() {
		Screen screen = screen(true);
		screen.show(PROGRESS);
		screen.show(PROGRESS);
		screen.say("Act 2");
		String clear = "\r\u001b[K";
		String bar = clear + PROGRESS.bar() + "\r";
		assertThat(this.bytes.toString(StandardCharsets.UTF_8))
			.isEqualTo(bar + bar + clear + "Act 2" + System.lineSeparator());
	}

	private Screen screen(boolean terminal) {
		return new Screen(new PrintStream(this.bytes, true, StandardCharsets.UTF_8), terminal, this.clock);
	}

	/**
	 * A clock that the test moves.
	 */
	private static final class MovedClock extends Clock {

		private Instant now = Instant.EPOCH;

		@Override
		public Instant instant() {
			return this.now;
		}

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			throw new UnsupportedOperationException();
		}

	}

}
