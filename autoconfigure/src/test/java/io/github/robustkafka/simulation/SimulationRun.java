package io.github.robustkafka.simulation;

import java.util.Map;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * What came of the run of one seed.
 *
 * @param seed the seed
 * @param violation what was broken, or null
 * @param accepted records whose send returned
 * @param delivered records that the cluster got, duplicates included
 * @param duplicates those it had already
 * @param widestWindow most records that were in flight when a producer ended
 * @param faults how often each fault fired
 * @param steps how much happened
 * @param fingerprint of all that happened
 */
record SimulationRun(long seed, @Nullable Throwable violation, long accepted, long delivered, long duplicates,
		long widestWindow, Map<FaultKind, Integer> faults, long steps, long fingerprint) {

	static SimulationRun of(long seed, @Nullable Sabotage sabotage) {
		Logger logger = (Logger) LoggerFactory.getLogger("io.github.robustkafka");
		Level level = logger.getLevel();
		logger.setLevel(Level.OFF);
		try {
			return run(new Simulation(seed, sabotage, false), seed);
		}
		finally {
			logger.setLevel(level);
		}
	}

	private static SimulationRun run(Simulation simulation, long seed) {
		Throwable violation = null;
		try {
			simulation.run();
		}
		catch (RuntimeException | Error ex) {
			violation = ex;
		}
		Ledger ledger = simulation.ledger();
		return new SimulationRun(seed, violation, ledger.accepted(), ledger.delivered(), ledger.duplicates(),
				ledger.widestWindow(), ledger.faults(), simulation.world().steps(), simulation.world().fingerprint());
	}

	/**
	 * The same run once more, with a line for all that happens.
	 */
	static String trace(long seed, @Nullable Sabotage sabotage) {
		Simulation simulation = new Simulation(seed, sabotage, true);
		run(simulation, seed);
		return simulation.world().trace();
	}

	int faultCount() {
		return this.faults.values().stream().mapToInt(Integer::intValue).sum();
	}

}
