package io.github.robustkafka.deadletter;

import java.time.Duration;

/**
 * How dead letters are replayed.
 *
 * @param dryRun whether it is only told what would be replayed
 * @param perSecond the most records in a second, 1 to 10,000
 * @param limit the most records, 1 to 1,000,000
 * @param timeout how long a replay takes at most, above zero and up to an hour; what is
 * left then is for the next replay
 * @param again whether those that were replayed before are replayed once more
 */
public record ReplayOptions(boolean dryRun, int perSecond, int limit, Duration timeout, boolean again) {

	private static final int HIGHEST_RATE = 10_000;

	private static final int HIGHEST_LIMIT = 1_000_000;

	private static final Duration LONGEST_TIMEOUT = Duration.ofHours(1);

	/**
	 * A dry run; 100 records in a second and 10,000 in all, 30 seconds, nothing twice.
	 */
	public static final ReplayOptions DRY_RUN = new ReplayOptions(true, 100, 10_000, Duration.ofSeconds(30), false);

	public ReplayOptions {
		if (perSecond < 1 || perSecond > HIGHEST_RATE) {
			throw new IllegalArgumentException(
					"'perSecond' must be 1 to %d, but is %d".formatted(HIGHEST_RATE, perSecond));
		}
		if (limit < 1 || limit > HIGHEST_LIMIT) {
			throw new IllegalArgumentException("'limit' must be 1 to %d, but is %d".formatted(HIGHEST_LIMIT, limit));
		}
		if (timeout.isZero() || timeout.isNegative() || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
			throw new IllegalArgumentException(
					"'timeout' must be above zero and at most %s, but is %s".formatted(LONGEST_TIMEOUT, timeout));
		}
	}

	/**
	 * Really replays.
	 * @return new options
	 */
	public ReplayOptions forReal() {
		return new ReplayOptions(false, this.perSecond, this.limit, this.timeout, this.again);
	}

	/**
	 * At another rate.
	 * @param records the most records in a second
	 * @return new options
	 */
	public ReplayOptions perSecond(int records) {
		return new ReplayOptions(this.dryRun, records, this.limit, this.timeout, this.again);
	}

	/**
	 * At most so many.
	 * @param records the most records
	 * @return new options
	 */
	public ReplayOptions limit(int records) {
		return new ReplayOptions(this.dryRun, this.perSecond, records, this.timeout, this.again);
	}

	/**
	 * For so long at most.
	 * @param time the longest time
	 * @return new options
	 */
	public ReplayOptions timeout(Duration time) {
		return new ReplayOptions(this.dryRun, this.perSecond, this.limit, time, this.again);
	}

	/**
	 * Also what was replayed before. Such a replay begins with the first one each time,
	 * so it is to have a limit and a time that are enough for all, or a selection.
	 * @return new options
	 */
	public ReplayOptions withReplayedOnes() {
		return new ReplayOptions(this.dryRun, this.perSecond, this.limit, this.timeout, true);
	}

}
