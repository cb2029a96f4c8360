package io.github.robustkafka.deadletter;

import org.jspecify.annotations.Nullable;

/**
 * Which dead letters are looked at.
 *
 * @param limit the most, 1 to 1,000, with payloads to 100
 * @param newest the latest of each partition instead of the oldest
 * @param after only those behind this place, to go on where the last look ended; not with
 * newest
 * @param payload whether keys and values are wanted
 */
public record PeekOptions(int limit, boolean newest, @Nullable Place after, boolean payload) {

	private static final int MOST = 1000;

	private static final int MOST_PAYLOADS = 100;

	public PeekOptions {
		int most = payload ? MOST_PAYLOADS : MOST;
		if (limit < 1 || limit > most) {
			throw new IllegalArgumentException("'limit' must be 1 to %d, but is %d".formatted(most, limit));
		}
		if (newest && after != null) {
			throw new IllegalArgumentException(
					"'after' (%s) counts from the oldest: leave out 'newest'".formatted(after));
		}
	}

	/**
	 * The oldest, partition by partition.
	 * @param limit the most
	 * @return options without payloads
	 */
	public static PeekOptions oldest(int limit) {
		return new PeekOptions(limit, false, null, false);
	}

	/**
	 * Those with the latest timestamps among the last ones of each partition.
	 * @param limit the most
	 * @return options without payloads
	 */
	public static PeekOptions newest(int limit) {
		return new PeekOptions(limit, true, null, false);
	}

	/**
	 * The next page.
	 * @param place of the last one that was seen
	 * @return new options
	 */
	public PeekOptions after(Place place) {
		return new PeekOptions(this.limit, this.newest, place, this.payload);
	}

	/**
	 * With keys and values.
	 * @return new options
	 */
	public PeekOptions withPayload() {
		return new PeekOptions(this.limit, this.newest, this.after, true);
	}

}
