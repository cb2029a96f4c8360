package io.github.robustkafka.benchmark.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs workloads in turns, so that a slow minute of the machine hits all of them.
 * <ol>
 * <li>Warm up: short slices of each in turn, until the time is over.</li>
 * <li>In each round one slice of every workload; every second round in reverse
 * order.</li>
 * <li>A slice that did too little ends the run.</li>
 * </ol>
 */
public final class Alternation {

	private static final int WARM_UP_SHARE = 4;

	private final Pace pace;

	/**
	 * Creates an alternation.
	 * @param pace how long and how often
	 */
	public Alternation(Pace pace) {
		this.pace = pace;
	}

	/**
	 * Measures.
	 * @param workloads what is compared
	 * @return what was seen in the rounds, without the warm-up
	 * @throws InvalidRunException if a slice did too little
	 * @throws Exception when a workload failed
	 */
	public Rounds run(List<? extends Workload> workloads) throws Exception {
		warmUp(workloads);
		Map<String, List<Sample>> samples = new LinkedHashMap<>();
		workloads.forEach((workload) -> samples.put(workload.name(), new ArrayList<>()));
		List<Workload> order = new ArrayList<>(workloads);
		for (int round = 0; round < this.pace.rounds(); round++) {
			for (Workload workload : order) {
				samples.get(workload.name()).add(checked(workload, workload.slice(this.pace.slice())));
			}
			Collections.reverse(order);
		}
		return new Rounds(samples);
	}

	private void warmUp(List<? extends Workload> workloads) throws Exception {
		Duration slice = this.pace.warmUp().dividedBy(WARM_UP_SHARE).dividedBy(workloads.size());
		long end = System.nanoTime() + this.pace.warmUp().toNanos();
		while (System.nanoTime() < end) {
			for (Workload workload : workloads) {
				workload.slice(slice);
			}
		}
	}

	private static Sample checked(Workload workload, Sample sample) {
		if (!(sample.rate() >= workload.leastRate())) {
			throw new InvalidRunException(
					"Too little work: '%s' completed %d in %.1f s, that is %.1f/s; less than %.1f/s proves nothing"
						.formatted(workload.name(), sample.records(), sample.seconds(), sample.rate(),
								workload.leastRate()));
		}
		return sample;
	}

}
