/**
 * Spans of journaling and relaying, in the trace of the sender.
 */
@NullMarked
package io.github.robustkafka.observation;

import org.jspecify.annotations.NullMarked;
