/**
 * The domain: records, their states, the store's port and the exceptions. Knows no SQL,
 * Kafka or Spring.
 */
@NullMarked
package io.github.robustkafka.outbox;

import org.jspecify.annotations.NullMarked;
