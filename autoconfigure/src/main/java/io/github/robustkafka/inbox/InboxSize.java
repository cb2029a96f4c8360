package io.github.robustkafka.inbox;

/**
 * How large a store is.
 *
 * @param entries number of entries, expired ones that are not yet deleted included
 * @param bytes bytes in use, without free room inside the store
 */
public record InboxSize(long entries, long bytes) {

	/**
	 * The size of no store.
	 */
	public static final InboxSize NOTHING = new InboxSize(0, 0);

}
