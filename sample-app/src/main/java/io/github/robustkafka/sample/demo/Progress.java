package io.github.robustkafka.sample.demo;

import io.github.robustkafka.sample.demo.run.LaneProgress;

/**
 * How far both lanes are at one moment.
 *
 * @param total orders that each lane is going to send
 * @param robust what the sender says of the robust lane
 * @param robustReceived how many of its orders were received
 * @param plain what the sender says of the plain lane
 * @param plainReceived how many of its orders were received
 */
record Progress(int total, LaneProgress robust, int robustReceived, LaneProgress plain, int plainReceived) {

	private static final int WIDTH = 10;

	private static final int NOTICEABLE_SECONDS = 2;

	/**
	 * For people who read line by line. What was received was acknowledged before, even
	 * if the sender's word of it is still on its way.
	 */
	String text() {
		int received = this.robustReceived;
		return "      robust: %d sent, %d journaled, %d acknowledged, %d received | plain: %s, %d received".formatted(
				Math.max(this.robust.sent(), received), Math.max(this.robust.returned(), received),
				Math.max(this.robust.acknowledged(), received), received, plainSending(), this.plainReceived);
	}

	private String plainSending() {
		int sent = plainSent();
		if (this.plain.waitingSeconds() >= NOTICEABLE_SECONDS) {
			return "%d sent, send has waited %d s for the broker".formatted(sent, this.plain.waitingSeconds());
		}
		return "%d sent, %d only in memory".formatted(sent, this.plain.open());
	}

	/** Fits into 80 columns. Full when all is sent and received. */
	String bar() {
		int robustSent = Math.max(this.robust.sent(), this.robustReceived);
		int full = (int) Math.min(WIDTH, (long) WIDTH * (robustSent + this.robustReceived) / (2L * this.total));
		return "[%s%s] robust %d sent, %d received; plain %d sent, %d received".formatted("#".repeat(full),
				"-".repeat(WIDTH - full), robustSent, this.robustReceived, plainSent(), this.plainReceived);
	}

	private int plainSent() {
		return Math.max(this.plain.sent(), this.plainReceived);
	}

	/** Changes as long as anything moves. */
	long movement() {
		return this.robust.sent() + this.plain.sent() + this.robustReceived + this.plainReceived - this.robust.open()
				- this.plain.open();
	}

	/** Orders come through Kafka, those of the robust lane and those of the plain one. */
	boolean hasArrivedOnBothSides() {
		return this.robustReceived > 0 && this.plainReceived > 0;
	}

	/**
	 * The plain lane has sent so many orders too and holds some in memory only, or waits
	 * for the broker itself.
	 */
	boolean isPlainAtRisk(int orders) {
		return (this.plain.sent() >= orders && this.plain.open() > 0)
				|| this.plain.waitingSeconds() >= NOTICEABLE_SECONDS;
	}

	/** Nothing is going to be sent any more, and the broker has all that was. */
	boolean isDelivered() {
		return isDelivered(this.robust) && isDelivered(this.plain);
	}

	private static boolean isDelivered(LaneProgress lane) {
		return lane.done() && lane.open() == 0;
	}

}
