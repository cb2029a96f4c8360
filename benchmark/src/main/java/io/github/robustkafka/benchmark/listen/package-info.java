/**
 * The listening side.
 */
@NullMarked
package io.github.robustkafka.benchmark.listen;

import org.jspecify.annotations.NullMarked;
