package io.github.robustkafka.proof;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import java.nio.ByteBuffer;

import io.github.robustkafka.proof.Mutation.Kind;
import io.github.robustkafka.proof.OutboxUnderTest.Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Proves that no damage to a file ever changes a record, and that what is missing is
 * told.
 */
@ExtendWith(QuietLog.class)
class MutationProof {

	private static final int TRIALS = 20_400;

	private static final int CONTROLS = 400;

	@Test
	void damageAtAnyByteNeverChangesARecordAndMissingOnesAreTold() throws Exception {
		try (MutationSweep sweep = new MutationSweep(ProofSettings.seed())) {
			sweep.run(TRIALS);
			sweep.tally().print(sweep.figures());
			assertThat(sweep.tally().violations()).isEmpty();
			assertThat(sweep.tally().fired()).as("mutations").isGreaterThanOrEqualTo(20_000);
			assertThat(sweep.told()).as("trials in which damage was told").isGreaterThan(TRIALS / 8);
			assertThat(sweep.share()).as("share of good rows that still come out").isGreaterThan(0.95);
		}
	}

	/**
	 * The control: the same damage, read without looking at checksums.
	 */
	@Test
	void withoutChecksumsWrongBytesAreRead() throws Exception {
		long seed = ProofSettings.seed();
		Path directory = ProofSettings.newDirectory("mutation-control");
		try {
			KilledOutbox killed = KilledOutbox.make(directory, "killed", 180, seed, Mode.BROKER_AWAY);
			StoredRecords.in(killed.files().resolve(KilledOutbox.NAME));
			Tally tally = new Tally("mutation, read without checksums (control)", seed);
			Path files = directory.resolve("files");
			Random random = new Random(seed);
			for (int i = 0; i < CONTROLS; i++) {
				ProofSettings.copy(killed.files(), files);
				Path file = files.resolve(KilledOutbox.NAME);
				Mutation mutation = Mutation.in(Kind.FLIP, file, Mutation.DATABASE, i, CONTROLS, random);
				mutation.apply(file);
				tally.add(mutation.toString(), true, readPlainly(file));
			}
			tally.print("");
			assertThat(tally.wrong()).isPositive();
		}
		finally {
			ProofSettings.delete(directory);
		}
	}

	private static Verdict readPlainly(Path file) {
		Verdict verdict = new Verdict();
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
				Statement statement = connection.createStatement();
				ResultSet rows = statement
					.executeQuery("SELECT record_id, value FROM outbox WHERE state = 'pending'")) {
			while (rows.next()) {
				ByteBuffer id = ByteBuffer.wrap(rows.getBytes(1));
				int number = ProofRecords.number(new UUID(id.getLong(), id.getLong()));
				if (number < 0 || !Arrays.equals(rows.getBytes(2), ProofRecords.record(number).value())) {
					verdict.wrong("other bytes");
				}
			}
		}
		catch (SQLException ex) {
			verdict.lost("SQLite noticed");
		}
		return verdict;
	}

}
