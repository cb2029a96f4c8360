package io.github.robustkafka.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The runs of many seeds. A run in which hardly anything was sent or went wrong shows
 * nothing and counts as a failure.
 */
final class SimulationSeries {

	private static final Logger logger = LoggerFactory.getLogger(SimulationSeries.class);

	/**
	 * From so many seeds on, each kind of fault must have fired.
	 */
	private static final int MANY = 100;

	static final int FEWEST_RECORDS = 20;

	static final int FEWEST_FAULTS = 5;

	private final long firstSeed;

	private final int count;

	private final List<SimulationRun> broken = new ArrayList<>();

	private final Map<FaultKind, Long> faults = new EnumMap<>(FaultKind.class);

	private long accepted;

	private long delivered;

	private long duplicates;

	private long steps;

	private long weak;

	private SimulationSeries(long firstSeed, int count) {
		this.firstSeed = firstSeed;
		this.count = count;
	}

	/**
	 * Runs the seeds, or those that the system properties ask for, and prints one line.
	 */
	static SimulationSeries run(long firstSeed, int count) {
		Long seed = Long.getLong("simulation.seed");
		SimulationSeries series = (seed != null) ? new SimulationSeries(seed, 1)
				: new SimulationSeries(firstSeed, Integer.getInteger("simulation.seeds", count));
		long start = System.nanoTime();
		for (int i = 0; i < series.count; i++) {
			series.add(SimulationRun.of(series.firstSeed + i, null));
		}
		series.print(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
		if (seed != null) {
			series.writeTrace(seed);
		}
		return series;
	}

	private void add(SimulationRun run) {
		this.accepted += run.accepted();
		this.delivered += run.delivered();
		this.duplicates += run.duplicates();
		this.steps += run.steps();
		run.faults().forEach((kind, times) -> this.faults.merge(kind, (long) times, Long::sum));
		if (run.violation() != null) {
			this.broken.add(run);
		}
		else if (run.accepted() < FEWEST_RECORDS || run.faultCount() < FEWEST_FAULTS) {
			this.weak++;
		}
	}

	private void print(long millis) {
		logger.info(
				"PROOF simulation: seeds {} to {}, {} ms, {} steps, accepted {}, delivered {}, duplicates {}, violations {}, faults {}",
				this.firstSeed, this.firstSeed + this.count - 1, millis, this.steps, this.accepted, this.delivered,
				this.duplicates, this.broken.size(), this.faults);
	}

	void requireNoViolation() {
		assertThat(this.broken).as(this::howToRepeat).isEmpty();
		if (this.count >= MANY) {
			assertThat(this.faults).as("faults that fired").containsOnlyKeys(FaultKind.values());
		}
		assertThat(this.weak).as("runs in which hardly anything happened").isZero();
	}

	private String howToRepeat() {
		long seed = this.broken.isEmpty() ? 0 : this.broken.get(0).seed();
		return "To repeat and trace the first: mvn -pl autoconfigure test -Dlint.skip -Dtest=SimulationTests -Dsimulation.seed=%d"
			.formatted(seed);
	}

	private void writeTrace(long seed) {
		Path file = Path.of("target", "simulation-" + seed + ".txt");
		try {
			Files.writeString(file, SimulationRun.trace(seed, null));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
