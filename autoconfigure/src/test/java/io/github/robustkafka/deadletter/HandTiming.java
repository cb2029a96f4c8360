package io.github.robustkafka.deadletter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A time that passes only while somebody pauses, and at once.
 */
final class HandTiming implements Timing {

	final List<Duration> pauses = new ArrayList<>();

	private Runnable inPause = () -> {
	};

	private long now = Long.MAX_VALUE - 1_000;

	void whenPausing(Runnable action) {
		this.inPause = action;
	}

	void pass(Duration time) {
		this.now += time.toNanos();
	}

	@Override
	public long nanos() {
		return this.now;
	}

	@Override
	public void pause(long nanos) throws InterruptedException {
		this.pauses.add(Duration.ofNanos(nanos));
		pass(Duration.ofNanos(nanos));
		this.inPause.run();
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
	}

}
