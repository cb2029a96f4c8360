/**
 * Tests of dead letters: what is remembered and paced by hand, the rest with a real
 * broker.
 */
@NullMarked
package io.github.robustkafka.deadletter;

import org.jspecify.annotations.NullMarked;
