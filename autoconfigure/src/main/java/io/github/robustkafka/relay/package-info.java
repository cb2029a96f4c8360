/**
 * Publishes pending records to Kafka in order and reports what the broker said.
 */
@NullMarked
package io.github.robustkafka.relay;

import org.jspecify.annotations.NullMarked;
