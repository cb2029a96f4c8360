/**
 * The Spring Kafka template on top of the outbox.
 */
@NullMarked
package io.github.robustkafka.template;

import org.jspecify.annotations.NullMarked;
