package io.github.robustkafka.sample.demo;

import org.junit.jupiter.api.Test;

import io.github.robustkafka.sample.demo.run.Lane;
import io.github.robustkafka.sample.demo.run.LaneProgress;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Progress}.
 */
class ProgressTests {

	@Test
	void textSaysInPlainWordsWhereTheOrdersAre() {
		Progress progress = new Progress(100, new LaneProgress(Lane.ROBUST, 50, 49, 9, 0, false), 40,
				new LaneProgress(Lane.PLAIN, 50, 50, 8, 0, false), 41);
		assertThat(progress.text().strip()).isEqualTo("robust: 50 sent, 49 journaled, 40 acknowledged, 40 received"
				+ " | plain: 50 sent, 8 only in memory, 41 received");
	}

	@Test
	void waitOfThePlainSendIsTold() {
		Progress progress = new Progress(100, LaneProgress.none(Lane.ROBUST), 0,
				new LaneProgress(Lane.PLAIN, 50, 49, 1, 7, false), 49);
		assertThat(progress.text()).endsWith("plain: 50 sent, send has waited 7 s for the broker, 49 received");
	}

	@Test
	void whatWasReceivedWasSentAndAcknowledgedBefore() {
		Progress progress = new Progress(100, new LaneProgress(Lane.ROBUST, 50, 49, 9, 0, false), 52,
				LaneProgress.none(Lane.PLAIN), 3);
		assertThat(progress.text()).contains("52 sent, 52 journaled, 52 acknowledged, 52 received", "plain: 3 sent");
	}

	@Test
	void barIsFullWhenAllIsSentAndReceivedAndFitsIntoALine() {
		assertThat(progress(0, 0).bar()).startsWith("[----------] robust 0 sent, 0 received; plain 0 sent, 0 received");
		assertThat(progress(60, 0).bar()).startsWith("[###-------] robust 60 sent");
		assertThat(progress(100, 100).bar()).startsWith("[##########] ");
		assertThat(progress(9999, 9999).bar()).hasSizeLessThan(80);
	}

	@Test
	void isDeliveredWhenNothingMoreIsSentAndNothingIsOpen() {
		LaneProgress done = new LaneProgress(Lane.ROBUST, 5, 5, 0, 0, true);
		assertThat(new Progress(5, done, 0, done, 0).isDelivered()).isTrue();
		LaneProgress open = new LaneProgress(Lane.PLAIN, 5, 5, 1, 0, true);
		assertThat(new Progress(5, done, 0, open, 0).isDelivered()).isFalse();
		LaneProgress sending = new LaneProgress(Lane.PLAIN, 5, 5, 0, 0, false);
		assertThat(new Progress(5, sending, 0, done, 0).isDelivered()).isFalse();
	}

	@Test
	void hasArrivedOnBothSidesWhenEachHasReceivedSome() {
		LaneProgress lane = new LaneProgress(Lane.ROBUST, 5, 5, 0, 0, false);
		assertThat(new Progress(9, lane, 1, lane, 1).hasArrivedOnBothSides()).isTrue();
		assertThat(new Progress(9, lane, 1, lane, 0).hasArrivedOnBothSides()).isFalse();
		assertThat(new Progress(9, lane, 0, lane, 1).hasArrivedOnBothSides()).isFalse();
	}

	@Test
	void plainIsAtRiskWhenItHasSentItsShareAndHoldsSomeInMemoryOrCannotGoOn() {
		assertThat(plain(5, 3, 0).isPlainAtRisk(5)).isTrue();
		assertThat(plain(5, 0, 0).isPlainAtRisk(5)).isFalse();
		assertThat(plain(4, 3, 0).isPlainAtRisk(5)).isFalse();
		assertThat(plain(1, 1, 2).isPlainAtRisk(5)).isTrue();
	}

	private static Progress plain(int sent, int open, int waitingSeconds) {
		return new Progress(9, LaneProgress.none(Lane.ROBUST), 0,
				new LaneProgress(Lane.PLAIN, sent, sent, open, waitingSeconds, false), 0);
	}

	private static Progress progress(int sent, int received) {
		return new Progress(100, new LaneProgress(Lane.ROBUST, sent, sent, 0, 0, false), received,
				new LaneProgress(Lane.PLAIN, sent, sent, 0, 0, false), received);
	}

}
