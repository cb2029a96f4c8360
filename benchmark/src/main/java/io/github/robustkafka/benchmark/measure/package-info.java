/**
 * Alternating slices, and what was seen in them.
 */
@NullMarked
package io.github.robustkafka.benchmark.measure;

import org.jspecify.annotations.NullMarked;
