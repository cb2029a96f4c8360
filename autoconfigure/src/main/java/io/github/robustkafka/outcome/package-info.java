/**
 * What became of a record: tells listeners and waiting futures, in order, on a thread of
 * their own.
 */
@NullMarked
package io.github.robustkafka.outcome;

import org.jspecify.annotations.NullMarked;
