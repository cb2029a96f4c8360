package io.github.robustkafka.inbox;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * How an inbox is.
 *
 * @param available whether the store is read and written; if not, handlers go on and
 * duplicates are possible
 * @param since since when that is so
 * @param lastError what the last failure was, also after it was overcome, or null if
 * there was none
 * @param entries about how many records are remembered
 * @param size bytes in use in the store
 * @param shortenedBy how long before their retention is over entries are deleted because
 * the inbox is full; zero as a rule
 */
public record InboxState(boolean available, Instant since, @Nullable String lastError, long entries, long size,
		Duration shortenedBy) {
}
