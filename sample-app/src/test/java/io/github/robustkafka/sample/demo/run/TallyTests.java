package io.github.robustkafka.sample.demo.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Tally}.
 */
class TallyTests {

	private Path path;

	@BeforeEach
	void chooseFile(@TempDir Path folder) {
		this.path = folder.resolve("robust.tally");
	}

	@Test
	void tallyWithoutFileIsEmpty() throws IOException {
		assertThat(Tally.read(this.path)).isEqualTo(new Tally.State(0, 0));
	}

	@Test
	void orderIsInTheFileBeforeItIsSent() throws IOException {
		try (Tally tally = Tally.open(this.path)) {
			assertThat(tally.sending()).isEqualTo(1);
			assertThat(Tally.read(this.path)).isEqualTo(new Tally.State(1, 0)).isEqualTo(tally.state());
		}
	}

	@Test
	void numbersGoOnAfterReopen() throws IOException {
		send(12);
		try (Tally tally = Tally.open(this.path)) {
			assertThat(tally.state()).isEqualTo(new Tally.State(12, 12));
			assertThat(tally.state().isInterrupted()).isFalse();
			assertThat(tally.sending()).isEqualTo(13);
		}
	}

	@Test
	void orderWhoseSendDidNotReturnIsInterrupted() throws IOException {
		send(9);
		try (Tally tally = Tally.open(this.path)) {
			tally.sending();
		}
		try (Tally tally = Tally.open(this.path)) {
			assertThat(tally.state()).isEqualTo(new Tally.State(10, 9));
			assertThat(tally.state().isInterrupted()).isTrue();
			tally.returned();
			assertThat(Tally.read(this.path)).isEqualTo(new Tally.State(10, 10));
		}
	}

	@Test
	void tornOrderWasNotSent() throws IOException {
		send(11);
		append("sending 1");
		assertThat(Tally.read(this.path)).isEqualTo(new Tally.State(11, 11));
		try (Tally tally = Tally.open(this.path)) {
			assertThat(tally.sending()).isEqualTo(12);
		}
		assertThat(Files.readString(this.path)).endsWith("returned 11\nsending 12\n");
	}

	@Test
	void tornReturnLeavesTheOrderInterrupted() throws IOException {
		send(1);
		append("sending 2\nreturned");
		try (Tally tally = Tally.open(this.path)) {
			assertThat(tally.state()).isEqualTo(new Tally.State(2, 1));
		}
	}

	private void send(int count) throws IOException {
		try (Tally tally = Tally.open(this.path)) {
			for (int i = 0; i < count; i++) {
				tally.sending();
				tally.returned();
			}
		}
	}

	private void append(String torn) throws IOException {
		Files.writeString(this.path, torn, StandardOpenOption.APPEND);
	}

}
