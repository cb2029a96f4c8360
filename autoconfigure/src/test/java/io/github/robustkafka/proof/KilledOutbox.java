package io.github.robustkafka.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.github.robustkafka.proof.FaultControl.Phase;
import io.github.robustkafka.proof.OutboxUnderTest.Mode;
import io.github.robustkafka.proof.ProofProcess.Ended;
import io.github.robustkafka.sqlite.Durability;

/**
 * The files of an outbox as a killed process left them: records in its database, others
 * in its write-ahead log, the last write cut in half.
 *
 * @param files the directory
 * @param heard what the process had said
 */
record KilledOutbox(Path files, List<String> heard) {

	static final String NAME = "outbox.db";

	/**
	 * Numbers of its records are smaller.
	 */
	static final int NEXT_RECORD = 1000;

	/**
	 * Makes one.
	 * @param directory where to
	 * @param name its name there
	 * @param operation at which operation the process is killed
	 * @param seed what it does
	 * @param mode how it behaves
	 */
	static KilledOutbox make(Path directory, String name, long operation, long seed, Mode mode)
			throws IOException, InterruptedException {
		Path files = directory.resolve(name);
		Files.createDirectories(files);
		StoredRecords.in(files.resolve(NAME));
		FaultControl control = FaultControl.open(directory.resolve(name + ".control"));
		control.watch(0, files, FaultControl.CHANGES).killAt(operation, Phase.MIDDLE);
		Ended ended = new ProofProcess(control).run(SenderProcess.class, files.resolve(NAME), Durability.POWER_LOSS, 0,
				seed, NEXT_RECORD / 3, mode);
		if (!control.isLoaded() || !ended.wasKilled()) {
			throw new AssertionError("The library of faults has no effect: " + ended);
		}
		return new KilledOutbox(files, ended.events());
	}

}
