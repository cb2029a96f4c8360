package io.github.robustkafka.proof;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

import io.github.robustkafka.proof.FaultControl.Errno;
import io.github.robustkafka.proof.FaultControl.Kind;
import io.github.robustkafka.proof.FaultControl.Slot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Proves that a full disk is told truthfully, costs no record, and is over as soon as
 * there is room, without a restart. In four ways: two small file systems, a limit to the
 * size of files, and an error from the library of faults.
 */
@ExtendWith(QuietLog.class)
class FullDiskProof {

	private static final String FULL = "OutboxFullException";

	private Path directory;

	private FaultControl control;

	@BeforeEach
	void prepare() throws IOException {
		this.directory = ProofSettings.newDirectory("full");
		this.control = FaultControl.open(this.directory.resolve("control"));
	}

	@AfterEach
	void clean() throws IOException {
		ProofSettings.delete(this.directory);
	}

	@Test
	void fullTmpfs() throws Exception {
		try (SmallDisk disk = SmallDisk.tmpfs(this.directory, "2m")) {
			Heard heard = fill("tmpfs", disk.point(), new ProofProcess(this.control),
					(process) -> SmallDisk.run("mount", "-o", "remount,size=32m", disk.point().toString()));
			assertThat(heard.answers).containsKey(FULL);
		}
	}

	@Test
	void fullExt4() throws Exception {
		try (SmallDisk disk = SmallDisk.ext4(this.directory, "24m")) {
			Path ballast = disk.point().resolve("ballast");
			long leave = 3L << 20;
			try (var file = Files.newOutputStream(ballast)) {
				byte[] block = new byte[64 * 1024];
				while (Files.getFileStore(disk.point()).getUsableSpace() > leave) {
					file.write(block);
				}
			}
			Heard heard = fill("ext4", disk.point(), new ProofProcess(this.control),
					(process) -> Files.delete(ballast));
			assertThat(heard.answers).containsKey(FULL);
		}
	}

	@Test
	void limitToTheSizeOfFiles() throws Exception {
		Path files = Files.createDirectories(this.directory.resolve("limit"));
		fill("RLIMIT_FSIZE", files, new ProofProcess(this.control).below("prlimit", "--fsize=1048576:unlimited"),
				(process) -> SmallDisk.run("prlimit", "--pid", String.valueOf(process.pid()),
						"--fsize=unlimited:unlimited"));
	}

	@Test
	void errorFromTheLibrary() throws Exception {
		Path files = Files.createDirectories(this.directory.resolve("library"));
		Slot slot = this.control.watch(0, files, Kind.WRITE.bit | Kind.NAME.bit);
		slot.failFrom(300, Slot.FOR_GOOD, Errno.ENOSPC, true);
		fill("ENOSPC", files, new ProofProcess(this.control), (process) -> slot.heal());
		assertThat(slot.fired()).isPositive();
	}

	private Heard fill(String way, Path files, ProofProcess proof, Room room) throws Exception {
		Path file = files.resolve(KilledOutbox.NAME);
		StoredRecords.in(file);
		Tally tally = new Tally("full disk, " + way, ProofSettings.seed());
		Path errors = this.directory.resolve("errors");
		Heard heard = new Heard();
		Process process = proof.errorsTo(errors).start(FullDiskProcess.class, file);
		try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
			for (String line = output.readLine(); line != null; line = output.readLine()) {
				if (heard.isFull(line.substring(line.indexOf(' ') + 1))) {
					room.make(process);
					process.outputWriter().append('\n').flush();
				}
			}
		}
		tally.add(way, !heard.answers.isEmpty(), heard.oracle.judge(StoredRecords.in(file)));
		tally.print(heard.toString());
		assertThat(process.waitFor()).as("%s", Files.readString(errors)).isZero();
		assertThat(tally.violations()).isEmpty();
		assertThat(tally.fired()).isEqualTo(1);
		assertThat(heard.acceptedAfterwards).isPositive();
		return heard;
	}

	/**
	 * What the process said.
	 */
	private static final class Heard {

		private final Oracle oracle = new Oracle();

		private final Map<String, Integer> answers = new TreeMap<>();

		private long acknowledged;

		private int acceptedAfterwards;

		/**
		 * Hears the next line.
		 * @return whether the process waits for room
		 */
		private boolean isFull(String event) {
			this.oracle.hear(event);
			String[] words = event.split(" ");
			Answers.Event kind = Answers.Event.valueOf(words[0]);
			switch (kind) {
				case NOTE -> this.acknowledged = Long.parseLong(words[1]);
				case END -> this.acceptedAfterwards = Integer.parseInt(words[2]);
				case REFUSED -> this.answers.merge(words[2], 1, Integer::sum);
				case UNKNOWN -> this.answers.merge("unknown", 1, Integer::sum);
				default -> {
				}
			}
			return kind == Answers.Event.NOTE;
		}

		@Override
		public String toString() {
			return "%d accepted, not accepted %s, %d acknowledged while full, %d accepted afterwards"
				.formatted(this.oracle.accepted(), this.answers, this.acknowledged, this.acceptedAfterwards);
		}

	}

	/**
	 * Makes room.
	 */
	private interface Room {

		void make(Process process) throws Exception;

	}

}
