/**
 * A Kafka producer whose send returns when the record is in the outbox.
 */
@NullMarked
package io.github.robustkafka.producer;

import org.jspecify.annotations.NullMarked;
