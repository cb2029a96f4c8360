/**
 * Other ways to have records published for certain, each set up as its documentation
 * advises.
 */
@NullMarked
package io.github.robustkafka.benchmark.peers;

import org.jspecify.annotations.NullMarked;
