/**
 * For the tests of applications: an outbox in memory, a model of Kafka, and what tests
 * ask and steer. Nothing here is loaded in production.
 */
@NullMarked
package io.github.robustkafka.test;

import org.jspecify.annotations.NullMarked;
