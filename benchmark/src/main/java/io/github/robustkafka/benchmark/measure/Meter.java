package io.github.robustkafka.benchmark.measure;

import java.lang.management.ManagementFactory;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;

/**
 * Begins when it is made, and tells at the end what the slice took: time, processor time
 * of the whole JVM, and allocation of all threads that live at both ends.
 */
public final class Meter {

	private static final OperatingSystemMXBean SYSTEM = (OperatingSystemMXBean) ManagementFactory
		.getOperatingSystemMXBean();

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private final long allocated = allocatedBytes();

	private final long cpu = SYSTEM.getProcessCpuTime();

	private final long begin = System.nanoTime();

	/**
	 * Ends the slice.
	 * @param records what was completed
	 * @param latencies times of single operations, empty if they were not timed
	 * @return the sample
	 */
	public Sample end(long records, Latencies latencies) {
		double seconds = (System.nanoTime() - this.begin) / 1e9;
		double cpuSeconds = (SYSTEM.getProcessCpuTime() - this.cpu) / 1e9;
		return new Sample(records, seconds, cpuSeconds, allocatedBytes() - this.allocated, latencies.micros(0.5),
				latencies.micros(0.99));
	}

	private static long allocatedBytes() {
		long sum = 0;
		for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
			sum += Math.max(0, bytes);
		}
		return sum;
	}

}
