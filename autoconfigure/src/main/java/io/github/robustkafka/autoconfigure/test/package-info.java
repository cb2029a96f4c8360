/**
 * What Spring's test framework finds when it is present.
 */
@NullMarked
package io.github.robustkafka.autoconfigure.test;

import org.jspecify.annotations.NullMarked;
