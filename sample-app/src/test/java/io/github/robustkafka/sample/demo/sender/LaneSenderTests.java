package io.github.robustkafka.sample.demo.sender;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.robustkafka.sample.demo.run.DemoOrder;
import io.github.robustkafka.sample.demo.run.DemoRun;
import io.github.robustkafka.sample.demo.run.DemoRun.Phase;
import io.github.robustkafka.sample.demo.run.Lane;
import io.github.robustkafka.sample.demo.run.LaneProgress;
import io.github.robustkafka.sample.demo.run.Tally;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LaneSender}.
 */
class LaneSenderTests {

	private static final DemoRun RUN = new DemoRun("r7", 3, 1000, Phase.SENDING);

	private final Sent sent = new Sent();

	private Path tally;

	@BeforeEach
	void chooseFile(@TempDir Path folder) {
		this.tally = folder.resolve("robust.tally");
	}

	@Test
	void sendsAllOrdersOfTheRun() throws IOException {
		LaneSender lane = send(RUN);
		assertThat(this.sent.ids).containsExactly("r7-1", "r7-2", "r7-3");
		assertThat(Tally.read(this.tally)).isEqualTo(new Tally.State(3, 3));
		assertThat(lane.progress()).isEqualTo(new LaneProgress(Lane.ROBUST, 3, 3, 5, 0, true));
	}

	@Test
	void orderIsInTheTallyBeforeItIsSent() {
		this.sent.onSend = () -> assertThat(Tally.read(this.tally).sent()).isEqualTo(this.sent.ids.size() + 1);
		send(RUN);
		assertThat(this.sent.ids).hasSize(3);
	}

	@Test
	void refusedOrderIsSentAgainUntilItIsTaken() throws IOException {
		this.sent.refusals = 1;
		send(RUN.in(Phase.SENDING));
		assertThat(this.sent.refusals).isZero();
		assertThat(this.sent.ids).containsExactly("r7-1", "r7-2", "r7-3");
	}

	@Test
	void interruptedOrderIsSentAgainFirst() throws IOException {
		interruptFirstOrder();
		send(RUN);
		assertThat(this.sent.ids).containsExactly("r7-1", "r7-2", "r7-3");
	}

	@Test
	void runThatOnlyDeliversSendsNothingNew() throws IOException {
		interruptFirstOrder();
		assertThat(send(RUN.in(Phase.DELIVERING)).progress().done()).isTrue();
		assertThat(this.sent.ids).containsExactly("r7-1");
	}

	private void interruptFirstOrder() throws IOException {
		try (Tally opened = Tally.open(this.tally)) {
			opened.sending();
		}
	}

	private LaneSender send(DemoRun run) {
		Clock clock = Clock.systemUTC();
		LaneSender lane = new LaneSender(Lane.ROBUST, run, this.tally, this.sent,
				new Pace(clock, run.rate(), 0, () -> Integer.MAX_VALUE), clock);
		lane.run();
		return lane;
	}

	/**
	 * Remembers what was sent.
	 */
	private static final class Sent implements Outlet {

		private final List<String> ids = new ArrayList<>();

		private Check onSend = () -> {
		};

		private int refusals;

		@Override
		public void send(String key, DemoOrder order) {
			if (this.refusals > 0) {
				this.refusals--;
				throw new IllegalStateException("full");
			}
			try {
				this.onSend.run();
			}
			catch (IOException ex) {
				throw new AssertionError(ex);
			}
			this.ids.add(order.id());
		}

		@Override
		public int open() {
			return 5;
		}

	}

	/**
	 * Looks at what holds in the moment of a send.
	 */
	private interface Check {

		void run() throws IOException;

	}

}
