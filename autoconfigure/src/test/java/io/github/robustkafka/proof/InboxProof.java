package io.github.robustkafka.proof;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.github.robustkafka.proof.FaultControl.Phase;
import io.github.robustkafka.proof.FaultControl.Slot;
import io.github.robustkafka.proof.Mutation.Kind;
import io.github.robustkafka.proof.ProofProcess.Ended;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Proves that whatever happens to the inbox's file, no handler is held up and no record
 * is left out that was not processed.
 */
@ExtendWith(QuietLog.class)
class InboxProof {

	private static final int KILLS = 120;

	private static final int POINTS = 60;

	private static final int MUTATIONS = 4000;

	private static final int PER_PROCESS = 160;

	private static final int PER_FILE = 20;

	private final long seed = ProofSettings.seed();

	private Path directory;

	private FaultControl control;

	private Path files;

	@BeforeEach
	void prepare() throws IOException {
		this.directory = ProofSettings.newDirectory("inbox");
		this.control = FaultControl.open(this.directory.resolve("control"));
		this.files = Files.createDirectories(this.directory.resolve("files"));
		InboxUnderTest.start(file()).close();
	}

	@AfterEach
	void clean() throws IOException {
		ProofSettings.delete(this.directory);
	}

	private Path file() {
		return this.files.resolve(InboxUnderTest.NAME);
	}

	private Ended add(int first) throws Exception {
		return new ProofProcess(this.control).run(ListenerProcess.class, file(), first, PER_PROCESS);
	}

	/**
	 * Lets one process after the other add to the same file until it is killed.
	 */
	@Test
	void killAtAnyOperationForgetsNothingThatWasAdded() throws Exception {
		Tally tally = new Tally("inbox, kill -9", this.seed);
		Slot slot = this.control.watch(0, this.files, FaultControl.CHANGES);
		add(0);
		// The last ones are not reached by every process: what waits together differs.
		long operations = slot.operations();
		Path image = this.directory.resolve("image");
		ProofSettings.copy(this.files, image);
		InboxOracle oracle = new InboxOracle();
		int added = 0;
		for (int i = 1; i <= KILLS; i++) {
			if (i % PER_FILE == 1) {
				// Else it would become so large that it forgets what expires first.
				ProofSettings.copy(image, this.files);
				added += oracle.added();
				oracle = new InboxOracle();
			}
			slot.reset();
			slot.killAt(1 + i * operations * 3 / 4 / KILLS, Phase.values()[i % Phase.values().length]);
			oracle.hear(add(i * PER_PROCESS).events());
			tally.add("kill " + i, slot.fired() == 1, oracle.judge(file(), false));
		}
		tally.print(added + " added");
		assertThat(tally.violations()).isEmpty();
		assertThat(tally.fired()).isGreaterThanOrEqualTo(KILLS * 9 / 10);
		assertThat(added).isGreaterThan(10 * KILLS);
	}

	@Test
	void errorInAnyFileOperationHoldsUpNoHandlerAndHeals() throws Exception {
		List<String> heard = add(0).events();
		Path trials = Files.createDirectories(this.directory.resolve("trials"));
		Path errors = this.directory.resolve("errors");
		Tally tally = new Tally("inbox, errno", this.seed);
		Process process = new ProofProcess(this.control).withFlyway()
			.errorsTo(errors)
			.start(InboxFaultProcess.class, this.files, trials, this.control.file(), POINTS);
		Map<Integer, InboxOracle> oracles = new HashMap<>();
		try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
			for (String line = output.readLine(); line != null; line = output.readLine()) {
				if (Answers.event(line).findAny().isEmpty()) {
					continue;
				}
				int trial = Integer.parseInt(line.substring(0, line.indexOf(' ')));
				InboxOracle oracle = oracles.computeIfAbsent(trial, (key) -> new InboxOracle());
				String event = line.substring(line.indexOf(' ') + 1);
				oracle.hear(event);
				if (event.startsWith(Answers.Event.END.name())) {
					oracle.hear(heard);
					// SQLite calls a place that cannot be read damage.
					boolean mayForget = event.endsWith(" 1");
					Path finished = trials.resolve("trial-" + trial);
					tally.add("trial " + trial, !event.startsWith("END 0"),
							oracle.judge(finished.resolve(InboxUnderTest.NAME), mayForget));
					ProofSettings.delete(finished);
				}
			}
		}
		tally.print("");
		assertThat(process.waitFor()).as("%s", Files.readString(errors)).isZero();
		assertThat(tally.violations()).isEmpty();
		assertThat(tally.fired()).isGreaterThanOrEqualTo(6 * POINTS);
	}

	/**
	 * Damage makes an inbox forget; it must never make it know what was not added.
	 */
	@Test
	void damageAtAnyByteLeavesNoRecordOut() throws Exception {
		InboxOracle oracle = new InboxOracle();
		oracle.hear(add(0).events());
		Tally tally = new Tally("inbox, mutation", this.seed);
		Random random = new Random(this.seed);
		Path damaged = this.directory.resolve("damaged");
		for (int i = 0; i < MUTATIONS; i++) {
			ProofSettings.copy(this.files, damaged);
			Path file = damaged.resolve(InboxUnderTest.NAME);
			Kind kind = (i % 10 == 0) ? Kind.CUT : Kind.FLIP;
			Mutation mutation = Mutation.in(kind, file, Mutation.DATABASE, i, MUTATIONS, random);
			mutation.apply(file);
			tally.add(mutation.toString(), true, oracle.judge(file, true));
		}
		tally.print("");
		assertThat(tally.violations()).isEmpty();
	}

}
