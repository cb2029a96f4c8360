package io.github.robustkafka.inbox;

/**
 * Identities of records for tests.
 */
public final class Identities {

	private Identities() {
	}

	/**
	 * A record with an id.
	 */
	public static RecordIdentity id(String recordId) {
		return new RecordIdentity.Id("orders", recordId);
	}

	/**
	 * A record without one.
	 */
	public static RecordIdentity place(int partition, long offset) {
		return new RecordIdentity.Place("orders", partition, offset, 1000 + offset);
	}

}
