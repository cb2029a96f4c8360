package io.github.robustkafka.dispatch;

import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A {@link Dispatcher} against what must always hold, whatever happens in which order.
 */
class DispatchModelTests {

	private static final int LIVES = 60;

	private static final int STEPS = 1500;

	@Test
	void whateverHappensNothingIsLostAndNoKeyOverlaps(TestReporter reporter) {
		Map<String, Integer> counts = new TreeMap<>();
		for (long seed = 0; seed < LIVES; seed++) {
			live(seed).forEach((what, count) -> counts.merge(what, count, Integer::sum));
		}
		reporter.publishEntry("what happened", counts.toString());
		assertThat(counts).containsKeys("again", "done", "late ends", "lost", "revoked", "seeks");
	}

	private static Map<String, Integer> live(long seed) {
		try {
			DispatchModel model = new DispatchModel(seed);
			for (int i = 0; i < STEPS; i++) {
				model.step();
			}
			return model.finish();
		}
		catch (AssertionError ex) {
			throw new AssertionError("Seed " + seed + ": " + ex.getMessage(), ex);
		}
	}

}
