/**
 * What operators see: health.
 */
@NullMarked
package io.github.robustkafka.actuate;

import org.jspecify.annotations.NullMarked;
