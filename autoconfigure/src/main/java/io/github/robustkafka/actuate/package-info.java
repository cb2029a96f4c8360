/**
 * What operators see and do: health, and the endpoint in a package of its own.
 */
@NullMarked
package io.github.robustkafka.actuate;

import org.jspecify.annotations.NullMarked;
