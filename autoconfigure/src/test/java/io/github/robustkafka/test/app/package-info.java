/**
 * A small application, for tests of the test support.
 */
@NullMarked
package io.github.robustkafka.test.app;

import org.jspecify.annotations.NullMarked;
