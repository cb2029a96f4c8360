package io.github.robustkafka.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.github.robustkafka.RobustKafkaStartException;
import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.outbox.WriteBatch;
import io.github.robustkafka.proof.Mutation.Kind;
import io.github.robustkafka.proof.OutboxUnderTest.Mode;
import io.github.robustkafka.sqlite.Durability;
import io.github.robustkafka.sqlite.SqliteOutboxStore;
import io.github.robustkafka.sqlite.SqliteSettings;

/**
 * Damages a file at one place after another, and has the product read it.
 * <p>
 * Three images are damaged: one that was closed in good order, the same with a block of
 * records, and one that a killed process left, with a write-ahead log. Never may a record
 * be read that was not sent. Records that are missing after damage to the database must
 * be told. Damage to the write-ahead log may go without a word, as the README says; what
 * is then read must be what some earlier commit left.
 */
final class MutationSweep implements AutoCloseable {

	private static final int IMAGES = 8;

	private static final int IN_BLOCKS = 64;

	private static final int PAGE_SIZE = 16 * 1024;

	private static final int LOG_HEADER = 32;

	private static final int FRAME_HEADER = 24;

	private final Path directory = ProofSettings.newDirectory("mutation");

	private final DamageLog log = new DamageLog();

	private final long seed;

	private final Tally tally;

	private Set<Map<Integer, Long>> commits = Set.of();

	private long expected;

	private long read;

	private long refused;

	private long told;

	private long notTold;

	MutationSweep(long seed) throws IOException {
		this.seed = seed;
		this.tally = new Tally("mutation", seed);
	}

	/**
	 * Damages a file in each of so many parts.
	 *
	 * @param image the directory
	 * @param kind how
	 * @param suffix which file
	 * @param parts how often
	 */
	private record Plan(Path image, Kind kind, String suffix, int parts) {
	}

	/**
	 * Runs about so many trials, two at a time.
	 */
	void run(int trials) throws Exception {
		KilledOutbox killed = makeWithManyCommits();
		Path closed = this.directory.resolve("closed");
		ProofSettings.copy(killed.files(), closed);
		StoredRecords.in(closed.resolve(KilledOutbox.NAME));
		Path packed = pack(closed, this.directory.resolve("packed"));
		int share = trials / 20;
		List<Plan> plans = List.of(new Plan(closed, Kind.FLIP, Mutation.DATABASE, 6 * share),
				new Plan(packed, Kind.FLIP, Mutation.DATABASE, 2 * share),
				new Plan(closed, Kind.CUT, Mutation.DATABASE, 2 * share),
				new Plan(killed.files(), Kind.FLIP, Mutation.DATABASE, 2 * share),
				new Plan(killed.files(), Kind.FLIP, Mutation.LOG, 6 * share),
				new Plan(killed.files(), Kind.CUT, Mutation.LOG, 2 * share));
		ExecutorService workers = Executors.newFixedThreadPool(2);
		try {
			List<Future<?>> running = new ArrayList<>();
			for (Plan plan : plans) {
				running.add(workers.submit((Callable<?>) () -> run(plan)));
			}
			for (Future<?> future : running) {
				future.get();
			}
		}
		finally {
			workers.shutdownNow();
		}
	}

	/**
	 * An image whose write-ahead log has as many commits as possible.
	 */
	private KilledOutbox makeWithManyCommits() throws Exception {
		KilledOutbox best = null;
		for (int i = 0; i < IMAGES; i++) {
			KilledOutbox made = KilledOutbox.make(this.directory, "killed-" + i, 180 + 7 * i, this.seed,
					Mode.BROKER_AWAY);
			Set<Map<Integer, Long>> found = findCommits(made.files());
			if (best == null || found.size() > this.commits.size()) {
				best = made;
				this.commits = found;
			}
		}
		return best;
	}

	/**
	 * An image with further records in a block of the database.
	 */
	private Path pack(Path image, Path target) throws IOException {
		Path open = this.directory.resolve("open");
		ProofSettings.copy(image, open);
		SqliteSettings settings = StoredRecords.settings(open.resolve(KilledOutbox.NAME), Durability.POWER_LOSS);
		try (SqliteOutboxStore store = SqliteOutboxStore.open(settings)) {
			WriteBatch batch = new WriteBatch(System.currentTimeMillis());
			batch.relayedAtOnce(1);
			for (int i = 0; i < IN_BLOCKS; i++) {
				batch.appends()
					.add(new PendingRecord(store.lastPosition() + 1 + i, batch.now(),
							ProofRecords.record(KilledOutbox.NEXT_RECORD + i)));
			}
			store.commit(batch);
			store.recover();
			ProofSettings.copy(open, target);
		}
		return target;
	}

	/**
	 * What each commit in the write-ahead log left: cut behind each frame, the log is
	 * that of an earlier moment. Nothing, if the process was killed while it copied the
	 * log: then there is no earlier moment.
	 */
	private Set<Map<Integer, Long>> findCommits(Path image) throws IOException {
		Set<Map<Integer, Long>> found = new HashSet<>();
		Path files = this.directory.resolve("commits");
		long size = Files.size(image.resolve(KilledOutbox.NAME + Mutation.LOG));
		for (long end = LOG_HEADER; end <= size; end += FRAME_HEADER + PAGE_SIZE) {
			ProofSettings.copy(image, files);
			new Mutation(Kind.CUT, Mutation.LOG, end, 0).apply(files.resolve(KilledOutbox.NAME));
			try {
				found.add(pending(files));
			}
			catch (RobustKafkaStartException ex) {
				return Set.of();
			}
		}
		found.add(pending(image, files));
		return found;
	}

	private static Map<Integer, Long> pending(Path image, Path files) throws IOException {
		ProofSettings.copy(image, files);
		return pending(files);
	}

	private static Map<Integer, Long> pending(Path files) {
		Map<Integer, Long> numbers = new TreeMap<>();
		StoredRecords.in(files.resolve(KilledOutbox.NAME))
			.pending()
			.forEach((record) -> numbers.put(ProofRecords.number(record.record().recordId()), record.position()));
		return numbers;
	}

	private Object run(Plan plan) throws IOException {
		Path files = this.directory
			.resolve("%s-%s%s".formatted(plan.image().getFileName(), plan.kind(), plan.suffix()));
		Map<Integer, Long> sound = pending(plan.image(), files);
		Random random = new Random(this.seed * 31 + files.getFileName().toString().hashCode());
		for (int part = 0; part < plan.parts(); part++) {
			ProofSettings.copy(plan.image(), files);
			Path file = files.resolve(KilledOutbox.NAME);
			Mutation mutation = Mutation.in(plan.kind(), file, plan.suffix(), part, plan.parts(), random);
			mutation.apply(file);
			this.log.listenFor(files.toString());
			DamagedReading reading = DamagedReading.of(file);
			judge(mutation, plan, sound, reading, reading.isTold() || this.log.hasTold(files.toString()));
		}
		return plan;
	}

	private synchronized void judge(Mutation mutation, Plan plan, Map<Integer, Long> sound, DamagedReading reading,
			boolean isTold) {
		Verdict verdict = new Verdict();
		reading.wrong().forEach(verdict::wrong);
		if (reading.isStillThere() && !isTold) {
			verdict.wrong("acknowledged and still there");
		}
		boolean isComplete = reading.read().keySet().containsAll(sound.keySet());
		this.told += isTold ? 1 : 0;
		if (plan.suffix().equals(Mutation.LOG)) {
			this.notTold += (isComplete || isTold) ? 0 : 1;
			if (!isTold && !this.commits.contains(reading.read())) {
				verdict.wrong("what no commit left: " + reading.read());
			}
		}
		else {
			this.expected += (plan.kind() == Kind.FLIP) ? sound.size() : 0;
			this.read += (plan.kind() == Kind.CUT) ? 0
					: reading.read().keySet().stream().filter(sound::containsKey).count();
			if (!isTold && !sound.equals(reading.read()) && isComplete) {
				verdict.reordered("not told: " + reading.read() + " in the place of " + sound);
			}
			this.refused += reading.isOpened() ? 0 : 1;
			if (!isComplete && !isTold) {
				verdict.lost("not told: only " + reading.read() + " of " + sound);
			}
		}
		this.tally.add(plan.image().getFileName() + " " + mutation, true, verdict);
	}

	Tally tally() {
		return this.tally;
	}

	/**
	 * Of all records in databases with a damaged byte, how many were read.
	 */
	double share() {
		return (double) this.read / this.expected;
	}

	/**
	 * In how many trials damage was told.
	 */
	long told() {
		return this.told;
	}

	String figures() {
		return "commits in the log %d, told %d, with a damaged byte %.1f %% of records read, %d databases refused, log cut short without a word %d"

			.formatted(this.commits.size(), this.told, 100 * share(), this.refused, this.notTold);
	}

	@Override
	public void close() throws IOException {
		this.log.close();
		ProofSettings.delete(this.directory);
	}

}
