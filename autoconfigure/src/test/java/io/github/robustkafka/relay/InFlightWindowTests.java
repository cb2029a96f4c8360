package io.github.robustkafka.relay;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class InFlightWindowTests {

	private final InFlightWindow window = new InFlightWindow(100, 1 << 20);

	@Test
	void whatWouldBeSentAgainAfterACrashIsBoundedByTheWindow() {
		IntStream.range(0, 40).forEach((i) -> this.window.enter(1));
		assertThat(this.window.hasRoomBeside(1, 59)).isTrue();
		assertThat(this.window.hasRoomBeside(1, 60)).isFalse();
		assertThat(this.window.hasRoomBeside(0, 60)).isFalse();
	}

	@Test
	void recordsThatAreStuckLetOtherTopicsGoOnOneByOne() {
		IntStream.range(0, 150).forEach((i) -> this.window.enter(1));
		assertThat(this.window.hasRoom(0, 0, 1)).isTrue();
		assertThat(this.window.hasRoomBeside(0, 0)).isTrue();
		assertThat(this.window.hasRoomBeside(1, 0)).isFalse();
		assertThat(this.window.hasRoomBeside(0, 1)).as("until that is committed").isFalse();
	}

}
