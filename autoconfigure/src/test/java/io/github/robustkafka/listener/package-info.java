/**
 * Tests of listeners.
 */
@NullMarked
package io.github.robustkafka.listener;

import org.jspecify.annotations.NullMarked;
