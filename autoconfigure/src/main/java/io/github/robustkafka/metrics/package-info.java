/**
 * Micrometer meters of the outbox and the relay.
 */
@NullMarked
package io.github.robustkafka.metrics;

import org.jspecify.annotations.NullMarked;
