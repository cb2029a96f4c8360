package io.github.robustkafka.sample.demo.run;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far the sender is in one lane. Goes from process to process as a line of text.
 *
 * @param lane which lane
 * @param sent number of orders sent
 * @param returned number of orders whose send returned
 * @param open records that the broker has not acknowledged yet: pending in the outbox, or
 * in the memory of the plain producer
 * @param waitingSeconds how long the send that is going on has taken
 * @param done whether nothing more will be sent
 */
public record LaneProgress(Lane lane, int sent, int returned, int open, int waitingSeconds, boolean done) {

	private static final String FORMAT = "%s sent=%d returned=%d open=%d waiting=%d done=%b";

	private static final Pattern LINE = Pattern
		.compile("(?<lane>robust|plain) sent=(?<sent>\\d+) returned=(?<returned>\\d+) "
				+ "open=(?<open>\\d+) waiting=(?<waiting>\\d+) done=(?<done>true|false)");

	/**
	 * Returns the progress of a lane of which nothing was heard yet.
	 * @param lane the lane
	 * @return no progress
	 */
	public static LaneProgress none(Lane lane) {
		return new LaneProgress(lane, 0, 0, 0, 0, false);
	}

	/**
	 * Reads a line.
	 * @param line any line
	 * @return the progress, or empty if the line is about something else
	 */
	public static Optional<LaneProgress> parse(String line) {
		Matcher matcher = LINE.matcher(line);
		if (!matcher.matches()) {
			return Optional.empty();
		}
		Lane lane = Lane.valueOf(matcher.group("lane").toUpperCase(Locale.ROOT));
		return Optional.of(new LaneProgress(lane, number(matcher, "sent"), number(matcher, "returned"),
				number(matcher, "open"), number(matcher, "waiting"), Boolean.parseBoolean(matcher.group("done"))));
	}

	private static int number(Matcher matcher, String group) {
		return Integer.parseInt(matcher.group(group));
	}

	/**
	 * Writes a line.
	 * @return the line that {@link #parse} reads
	 */
	public String line() {
		return FORMAT.formatted(this.lane.label(), this.sent, this.returned, this.open, this.waitingSeconds, this.done);
	}

	/**
	 * How many orders the broker acknowledged, as far as the sender knows.
	 * @return number of orders
	 */
	public int acknowledged() {
		return Math.max(0, this.returned - this.open);
	}

}
