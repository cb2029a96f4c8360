package io.github.robustkafka.dispatch;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A received record that is handed over to the dispatcher.
 *
 * @param record the record
 * @param dueMillis when it may be processed at the earliest, in milliseconds since the
 * epoch
 * @param acknowledgment called, on any thread, when this record and all before it are
 * finished, and not for each record; must not block
 */
public record Submission(ConsumerRecord<byte[], byte[]> record, long dueMillis, Runnable acknowledgment) {
}
