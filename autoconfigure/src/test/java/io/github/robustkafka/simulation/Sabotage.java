package io.github.robustkafka.simulation;

/**
 * A world that breaks what the outbox relies on, or an outbox that is broken, so that the
 * ledger has something to find.
 */
enum Sabotage {

	/**
	 * The disk forgets synced commits when the process dies.
	 */
	DISK_LOSES_COMMITS("Lost", "Must be either acknowledged or failed"),

	/**
	 * A commit returns before it is synced.
	 */
	DISK_ANSWERS_EARLY("before its record was durable"),

	/**
	 * A failed commit stays in the file although reading back does not show it.
	 */
	DISK_HIDES_COMMITS("Refused and"),

	/**
	 * The cluster swaps records of a batch.
	 */
	BROKER_REORDERS("Out of order"),

	/**
	 * The cluster now and then takes a batch twice.
	 */
	BROKER_DUPLICATES("Delivered too often"),

	/**
	 * The cluster changes a byte.
	 */
	BROKER_ALTERS("other bytes"),

	/**
	 * The cluster acknowledges what it did not keep.
	 */
	BROKER_FORGETS("the cluster never got it", "the cluster does not have it", "Lost"),

	/**
	 * Nobody wakes the relay.
	 */
	RELAY_IS_NOT_WOKEN("In calm a record takes", "pending long after the faults", "After a clean restart"),

	/**
	 * A producer that is closed by its callback goes on sending.
	 */
	PRODUCER_DOES_NOT_STOP("Out of order", "Delivered too often");

	private final String[] shownBy;

	Sabotage(String... shownBy) {
		this.shownBy = shownBy;
	}

	/**
	 * What the ledger may say of it.
	 */
	CharSequence[] shownBy() {
		return this.shownBy;
	}

}
