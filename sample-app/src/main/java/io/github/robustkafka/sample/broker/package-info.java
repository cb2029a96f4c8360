/**
 * Kafka's own broker inside the application, so that the sample needs nothing installed
 * and an outage can be shown.
 */
@NullMarked
package io.github.robustkafka.sample.broker;

import org.jspecify.annotations.NullMarked;
