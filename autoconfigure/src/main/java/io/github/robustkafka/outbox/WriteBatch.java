package io.github.robustkafka.outbox;

import java.util.ArrayList;
import java.util.List;

/**
 * The changes that one transaction commits: all of them or none. Filled and committed by
 * one thread.
 */
public final class WriteBatch {

	private final long now;

	private final List<PendingRecord> appends = new ArrayList<>();

	private final List<Acknowledgement> acknowledgements = new ArrayList<>();

	private final List<Failure> failures = new ArrayList<>();

	private final List<Retry> retries = new ArrayList<>();

	private final List<Long> discards = new ArrayList<>();

	private int unsettled;

	/**
	 * Starts an empty batch.
	 * @param now the time of its changes, in milliseconds since the epoch
	 */
	public WriteBatch(long now) {
		this.now = now;
	}

	/**
	 * The time of the changes.
	 * @return milliseconds since the epoch
	 */
	public long now() {
		return this.now;
	}

	/**
	 * Records to append as pending, in order of position.
	 * @return the list, to be filled
	 */
	public List<PendingRecord> appends() {
		return this.appends;
	}

	/**
	 * Pending records that the broker acknowledged.
	 * @return the list, to be filled
	 */
	public List<Acknowledgement> acknowledgements() {
		return this.acknowledgements;
	}

	/**
	 * Pending records that can never be published.
	 * @return the list, to be filled
	 */
	public List<Failure> failures() {
		return this.failures;
	}

	/**
	 * Failed records that become pending again, at a new position.
	 * @return the list, to be filled
	 */
	public List<Retry> retries() {
		return this.retries;
	}

	/**
	 * Positions of failed records to delete.
	 * @return the list, to be filled
	 */
	public List<Long> discards() {
		return this.discards;
	}

	/**
	 * The appends go straight to the relay, so nobody looks for them in the store soon.
	 * The store may keep them in the form that is cheapest to write.
	 * @param unsettled of so many acknowledged records it may, for a moment, be known in
	 * memory only that they are
	 */
	public void relayedAtOnce(int unsettled) {
		this.unsettled = unsettled;
	}

	/**
	 * Of how many acknowledged records it may, for a moment, be known in memory only that
	 * they are.
	 * @return number of records; 0 if the store must not pack appends together
	 */
	public int unsettled() {
		return this.unsettled;
	}

	/**
	 * Whether nothing is to be changed.
	 * @return true if there is no change
	 */
	public boolean isEmpty() {
		return this.appends.isEmpty() && this.acknowledgements.isEmpty() && this.failures.isEmpty()
				&& this.retries.isEmpty() && this.discards.isEmpty();
	}

	/**
	 * The broker has the record.
	 *
	 * @param position place of the pending record
	 * @param partition partition it went to
	 * @param offset its offset there, -1 if the broker did not tell
	 */
	public record Acknowledgement(long position, int partition, long offset) {
	}

	/**
	 * The record can never be published as it is.
	 *
	 * @param position place of the pending record
	 * @param reason why, for the reader of the outbox
	 */
	public record Failure(long position, String reason) {
	}

	/**
	 * The failed record is to be published after all, behind all others.
	 *
	 * @param position place of the failed record
	 * @param newPosition its new place
	 */
	public record Retry(long position, long newPosition) {
	}

}
