package io.github.robustkafka.sample.demo.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

import io.github.robustkafka.sample.demo.run.DemoRun.Phase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RunFolder}.
 */
class RunFolderTests {

	private static final DemoProperties PROPERTIES = new DemoProperties(true, false, Duration.ofSeconds(3), 10,
			Path.of("data"));

	private RunFolder folder;

	@BeforeEach
	void chooseFolder(@TempDir Path folder) {
		this.folder = new RunFolder(folder.resolve("demo"));
	}

	@Test
	void firstRunSendsAsManyOrdersAsFitIntoItsDuration() throws IOException {
		DemoRun run = open(1);
		assertThat(run.total()).isEqualTo(30);
		assertThat(run.phase()).isEqualTo(Phase.SENDING);
		assertThat(this.folder.read()).isEqualTo(run);
	}

	@Test
	void interruptedRunIsOnlyDelivered() {
		DemoRun run = open(1);
		assertThat(open(2)).isEqualTo(run.in(Phase.DELIVERING));
		assertThat(open(3)).isEqualTo(run.in(Phase.DELIVERING));
	}

	@Test
	void finishedRunIsFollowedByANewOne() throws IOException {
		DemoRun first = open(1);
		Files.createFile(this.folder.tally(first, Lane.PLAIN));
		Files.createFile(this.folder.outbox());
		this.folder.finish(first);
		DemoRun second = open(2);
		assertThat(second.phase()).isEqualTo(Phase.SENDING);
		assertThat(second.id()).isNotEqualTo(first.id());
		assertThat(this.folder.tally(first, Lane.PLAIN)).doesNotExist();
		assertThat(this.folder.outbox()).exists();
	}

	@Test
	void customersWantedWhatAnyLaneHasSent() throws IOException {
		DemoRun run = open(1);
		assertThat(this.folder.ordered(run)).isZero();
		try (Tally tally = Tally.open(this.folder.tally(run, Lane.ROBUST))) {
			tally.sending();
		}
		assertThat(this.folder.ordered(run)).isEqualTo(1);
	}

	@Test
	void damagedRunIsNamed() throws IOException {
		open(1);
		Files.writeString(this.folder.path().resolve("run.properties"), "id=x\n");
		assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> open(2))
			.havingCause()
			.withMessageContainingAll("run.properties is damaged", "no 'total'");
	}

	private DemoRun open(int second) {
		return this.folder.open(PROPERTIES, Clock.fixed(Instant.ofEpochSecond(second), ZoneOffset.UTC));
	}

}
