package io.github.robustkafka.inbox;

/**
 * That a listener's handler has processed a record.
 *
 * @param listener id of the listener
 * @param identity which record
 * @param expiresAt until when to remember it, in milliseconds since the epoch
 */
public record InboxEntry(String listener, RecordIdentity identity, long expiresAt) {
}
