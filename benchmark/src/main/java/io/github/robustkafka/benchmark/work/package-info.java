/**
 * Ways of sending that several groups measure.
 */
@NullMarked
package io.github.robustkafka.benchmark.work;

import org.jspecify.annotations.NullMarked;
