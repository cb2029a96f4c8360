/**
 * A small shop: orders are posted over HTTP, sent to Kafka, printed when they arrive, and
 * paid.
 */
@NullMarked
package io.github.robustkafka.sample;

import org.jspecify.annotations.NullMarked;
