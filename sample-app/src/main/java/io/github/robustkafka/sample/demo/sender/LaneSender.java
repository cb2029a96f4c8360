package io.github.robustkafka.sample.demo.sender;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.robustkafka.sample.demo.run.DemoOrder;
import io.github.robustkafka.sample.demo.run.DemoRun;
import io.github.robustkafka.sample.demo.run.Lane;
import io.github.robustkafka.sample.demo.run.LaneProgress;
import io.github.robustkafka.sample.demo.run.Tally;

/**
 * Sends the orders of one lane, one after the other:
 * <ol>
 * <li>the order goes into the tally, on disk,</li>
 * <li>it is sent, again and again if the send throws,</li>
 * <li>the tally notes that the send returned.</li>
 * </ol>
 * After a kill the order between 1 and 3 is sent again first, since its customer got no
 * answer and asks again.
 */
final class LaneSender implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(LaneSender.class);

	private static final Duration BEFORE_NEXT_TRY = Duration.ofMillis(500);

	private final Lane lane;

	private final DemoRun run;

	private final Path tally;

	private final Outlet outlet;

	private final Pace pace;

	private final Clock clock;

	private volatile Tally.State state = new Tally.State(0, 0);

	private volatile long sendingSince;

	private volatile boolean done;

	LaneSender(Lane lane, DemoRun run, Path tally, Outlet outlet, Pace pace, Clock clock) {
		this.lane = lane;
		this.run = run;
		this.tally = tally;
		this.outlet = outlet;
		this.pace = pace;
		this.clock = clock;
	}

	@Override
	public void run() {
		try (Tally opened = Tally.open(this.tally)) {
			sendAll(opened);
			this.done = true;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The tally " + this.tally + " cannot be used", ex);
		}
	}

	private void sendAll(Tally opened) throws IOException {
		this.state = opened.state();
		if (this.state.isInterrupted()) {
			send(this.state.sent(), opened);
		}
		boolean newOrders = this.run.phase() == DemoRun.Phase.SENDING;
		while (newOrders && this.state.sent() < this.run.total()) {
			this.pace.await(this.state.sent() + 1);
			int number = opened.sending();
			this.state = opened.state();
			send(number, opened);
		}
	}

	private void send(int number, Tally opened) throws IOException {
		this.sendingSince = this.clock.millis();
		while (!isSent(number)) {
			LockSupport.parkNanos(this, BEFORE_NEXT_TRY.toNanos());
		}
		opened.returned();
		this.state = opened.state();
	}

	private boolean isSent(int number) {
		try {
			this.outlet.send(DemoOrder.table(number), DemoOrder.of(this.run, number));
			return true;
		}
		catch (RuntimeException ex) {
			logger.warn("Order {} of lane '{}' was refused, and its customer tries again", number, this.lane, ex);
			return false;
		}
	}

	/** What is open is looked at last, so that nothing is open when it says so. */
	LaneProgress progress() {
		boolean nothingMore = this.done;
		Tally.State now = this.state;
		long waiting = now.isInterrupted() ? Math.max(0, this.clock.millis() - this.sendingSince) : 0;
		return new LaneProgress(this.lane, now.sent(), now.returned(), this.outlet.open(),
				(int) Duration.ofMillis(waiting).toSeconds(), nothingMore);
	}

}
