package io.github.robustkafka.writer;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.robustkafka.outbox.FailedRecord;

/**
 * A page of failed records in order of position.
 *
 * @param records the records, none if a bounded search found none of the topic
 * @param nextAfter behind which position the next page begins, or null if this is the
 * last
 */
public record FailedPage(List<FailedRecord> records, @Nullable Long nextAfter) {
}
