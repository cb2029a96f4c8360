/**
 * How a background thread lives: a worker does a cycle of work, a thread repeats it.
 */
@NullMarked
package io.github.robustkafka.worker;

import org.jspecify.annotations.NullMarked;
