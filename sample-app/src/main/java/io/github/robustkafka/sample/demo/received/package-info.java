/**
 * What came out of Kafka, counted against what was sent.
 */
@NullMarked
package io.github.robustkafka.sample.demo.received;

import org.jspecify.annotations.NullMarked;
