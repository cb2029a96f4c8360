package io.github.robustkafka.inbox;

/**
 * Opens the store of an inbox, again and again if need be.
 */
@FunctionalInterface
public interface InboxStoreOpener {

	/**
	 * Opens the store, and makes it if it does not exist. Damaged content is put aside
	 * and a new store begun.
	 * @return a store that has just been written to and read from
	 * @throws InboxStoreException if that is not possible now, or if another process owns
	 * the store, which the message then names
	 */
	InboxStore open();

}
