/**
 * Tests of the dispatcher.
 */
@NullMarked
package io.github.robustkafka.dispatch;

import org.jspecify.annotations.NullMarked;
