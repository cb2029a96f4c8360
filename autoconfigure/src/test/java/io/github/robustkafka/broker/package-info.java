/**
 * Real Kafka brokers for tests, in processes of their own that can be killed and paused,
 * and what is needed to look at them and to disturb the way to them.
 */
@NullMarked
package io.github.robustkafka.broker;

import org.jspecify.annotations.NullMarked;
