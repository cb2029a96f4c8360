package io.github.robustkafka.benchmark.send;

import java.time.Duration;

import io.github.robustkafka.benchmark.client.Payloads;
import io.github.robustkafka.benchmark.measure.Latencies;
import io.github.robustkafka.benchmark.measure.Meter;
import io.github.robustkafka.benchmark.measure.Sample;
import io.github.robustkafka.benchmark.measure.Workload;

/**
 * One thread that sends without waiting for an answer, as long as no more than 20,000
 * records are unacknowledged. A slice ends when the broker has acknowledged all of it.
 */
final class PipelinedWorkload implements Workload {

	private static final int WINDOW = 20_000;

	private static final int CLOCK_MASK = 63;

	private final String name;

	private final double leastRate;

	private final Payloads payloads;

	private final Submission submission;

	PipelinedWorkload(String name, double leastRate, Payloads payloads, Submission submission) {
		this.name = name;
		this.leastRate = leastRate;
		this.payloads = payloads;
		this.submission = submission;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public double leastRate() {
		return this.leastRate;
	}

	@Override
	public Sample slice(Duration duration) throws Exception {
		Window window = new Window(WINDOW);
		Meter meter = new Meter();
		long end = System.nanoTime() + duration.toNanos();
		for (long number = 0; (number & CLOCK_MASK) != 0 || System.nanoTime() < end; number++) {
			window.enter();
			this.submission.submit(this.payloads.key(number), this.payloads.value(number), window);
		}
		return meter.end(window.awaitAll(), new Latencies());
	}

	/**
	 * Sends one record, and tells the window when the broker has acknowledged it.
	 */
	interface Submission {

		void submit(byte[] key, byte[] value, Window window);

	}

}
