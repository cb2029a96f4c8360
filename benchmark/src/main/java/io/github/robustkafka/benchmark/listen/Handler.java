package io.github.robustkafka.benchmark.listen;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import io.github.robustkafka.benchmark.measure.Latencies;
import io.github.robustkafka.benchmark.measure.Meter;
import io.github.robustkafka.benchmark.measure.Sample;

/**
 * What listener methods call: does nothing, or takes a while, and counts. The clock runs
 * from the first call to the last.
 */
final class Handler {

	private final long expected;

	private final long nanos;

	private final AtomicLong calls = new AtomicLong();

	private final CountDownLatch done = new CountDownLatch(1);

	private volatile Meter meter = new Meter();

	private volatile Sample sample = new Sample(0, 0, 0, 0, Double.NaN, Double.NaN);

	/**
	 * Creates a handler.
	 * @param expected number of calls after which the slice ends
	 * @param nanos how long a call takes
	 */
	Handler(long expected, long nanos) {
		this.expected = expected;
		this.nanos = nanos;
	}

	void handle() {
		if (this.nanos > 0) {
			work();
		}
		long call = this.calls.incrementAndGet();
		if (call == 1) {
			this.meter = new Meter();
		}
		if (call == this.expected) {
			this.sample = this.meter.end(this.expected - 1, new Latencies());
			this.done.countDown();
		}
	}

	private void work() {
		long end = System.nanoTime() + this.nanos;
		for (long left = this.nanos; left > 0; left = end - System.nanoTime()) {
			LockSupport.parkNanos(left);
		}
	}

	Sample await(long seconds) throws Exception {
		if (!this.done.await(seconds, TimeUnit.SECONDS)) {
			throw new TimeoutException(
					"%d of %d records were handled within %d s".formatted(this.calls.get(), this.expected, seconds));
		}
		return this.sample;
	}

	long calls() {
		return this.calls.get();
	}

}
