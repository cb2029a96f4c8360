package io.github.robustkafka.relay;

import java.time.Duration;

/**
 * How the relay works.
 *
 * @param maxInFlight records handed to the producer and not yet answered, at most
 * @param maxInFlightBytes bytes of such records, at most
 * @param pollInterval how often the store is searched for records that nobody handed over
 * @param backoff delays between attempts for what can heal
 * @param observer watches records on their way
 */
public record RelaySettings(int maxInFlight, long maxInFlightBytes, Duration pollInterval, BackoffSettings backoff,
		RelayObserver observer) {

	private static final int LARGE = 1000;

	/**
	 * Settings of a relay that nobody watches.
	 * @param maxInFlight records handed to the producer and not yet answered, at most
	 * @param maxInFlightBytes bytes of such records, at most
	 * @param pollInterval how often the store is searched
	 * @param backoff delays between attempts for what can heal
	 */
	public RelaySettings(int maxInFlight, long maxInFlightBytes, Duration pollInterval, BackoffSettings backoff) {
		this(maxInFlight, maxInFlightBytes, pollInterval, backoff, RelayObserver.NO_OP);
	}

	/**
	 * How many records the producer may have that it has not answered: what is left of
	 * {@link #maxInFlight()} after {@link #unsettled()}.
	 * @return number of records
	 */
	public int window() {
		return this.maxInFlight - unsettled();
	}

	/**
	 * Of how many records, answered by the producer, it need not be on the disk at once
	 * that they are acknowledged. After a crash they are sent again, as all that is in
	 * flight.
	 * @return number of records; 0 if few may be in flight
	 */
	public int unsettled() {
		return (this.maxInFlight >= LARGE) ? this.maxInFlight / 4 : 0;
	}

}
