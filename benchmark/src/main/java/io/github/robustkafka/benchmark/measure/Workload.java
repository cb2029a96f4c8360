package io.github.robustkafka.benchmark.measure;

import java.time.Duration;

/**
 * One thing that is measured, in slices. It leaves nothing running between them.
 */
public interface Workload {

	/**
	 * Names it, uniquely within its group.
	 * @return a few words
	 */
	String name();

	/**
	 * Says below which rate something must be wrong, whatever the machine.
	 * @return records in a second
	 */
	double leastRate();

	/**
	 * Works for a while, and waits until all of it is complete.
	 * @param duration how long to begin new work
	 * @return what was done
	 * @throws Exception when something failed
	 */
	Sample slice(Duration duration) throws Exception;

}
