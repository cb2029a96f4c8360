package io.github.robustkafka.writer;

import io.github.robustkafka.outbox.StoredRecord;

/**
 * What the store holds of a record that was appended under an id of the caller.
 *
 * @param stored the record in the store
 * @param knownBefore whether an earlier append brought it there
 */
public record Journaled(StoredRecord stored, boolean knownBefore) {
}
