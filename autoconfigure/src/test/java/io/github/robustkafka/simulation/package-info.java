/**
 * The outbox under faults in a simulated world: one thread, one random number generator,
 * a time of its own. A seed gives the same run each time.
 */
@NullMarked
package io.github.robustkafka.simulation;

import org.jspecify.annotations.NullMarked;
