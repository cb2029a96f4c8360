package io.github.robustkafka.relay;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class InFlightWindowTests {

	private final InFlightWindow window = new InFlightWindow(100, 1 << 20);

	@Test
	void whatWouldBeSentAgainAfterACrashIsBoundedByTheWindow() {
		IntStream.range(0, 40).forEach((i) -> this.window.enter(1));
		assertThat(this.window.hasRoomBeside(59)).isTrue();
		assertThat(this.window.hasRoomBeside(60)).isFalse();
	}

	@Test
	void recordsThatAreStuckLeaveRoomForOutcomesOfOthers() {
		IntStream.range(0, 150).forEach((i) -> this.window.enter(1));
		assertThat(this.window.hasRoom(0, 0, 1)).as("for the first record of another topic").isTrue();
		assertThat(this.window.hasRoomBeside(49)).isTrue();
		assertThat(this.window.hasRoomBeside(50)).isFalse();
	}

}
