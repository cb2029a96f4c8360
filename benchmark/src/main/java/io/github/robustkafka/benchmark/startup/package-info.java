/**
 * What the starter adds to the start of an application.
 */
@NullMarked
package io.github.robustkafka.benchmark.startup;

import org.jspecify.annotations.NullMarked;
