/**
 * The sending side.
 */
@NullMarked
package io.github.robustkafka.benchmark.send;

import org.jspecify.annotations.NullMarked;
