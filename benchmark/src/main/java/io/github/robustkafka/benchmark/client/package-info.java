/**
 * The clients that are compared, each made as its users make it.
 */
@NullMarked
package io.github.robustkafka.benchmark.client;

import org.jspecify.annotations.NullMarked;
