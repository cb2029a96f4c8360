/**
 * What happens to a record whose handler throws: tried again in place, then through retry
 * topics, then to the dead-letter topic, and never skipped.
 */
@NullMarked
package io.github.robustkafka.retry;

import org.jspecify.annotations.NullMarked;
