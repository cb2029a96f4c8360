package io.github.robustkafka.inbox;

/**
 * That a listener's handler has processed a record.
 *
 * @param listener id of the listener
 * @param recordId id of the record
 * @param expiresAt until when to remember it, in milliseconds since the epoch
 */
public record InboxEntry(String listener, String recordId, long expiresAt) {
}
