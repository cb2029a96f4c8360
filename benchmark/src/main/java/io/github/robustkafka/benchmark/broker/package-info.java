/**
 * A real Kafka broker in a JVM of its own.
 */
@NullMarked
package io.github.robustkafka.benchmark.broker;

import org.jspecify.annotations.NullMarked;
