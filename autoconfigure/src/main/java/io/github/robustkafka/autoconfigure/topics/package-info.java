/**
 * Creates the application's topics when Kafka answers, not only while the application
 * starts.
 */
@NullMarked
package io.github.robustkafka.autoconfigure.topics;

import org.jspecify.annotations.NullMarked;
