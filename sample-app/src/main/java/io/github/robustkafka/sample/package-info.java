/**
 * A small shop: orders are posted over HTTP, sent to Kafka, and printed when they arrive.
 */
@NullMarked
package io.github.robustkafka.sample;

import org.jspecify.annotations.NullMarked;
