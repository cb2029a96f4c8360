/**
 * What operators ask and do: the actuator endpoint. Shows no payload and changes nothing
 * unless both are allowed.
 */
@NullMarked
package io.github.robustkafka.actuate.endpoint;

import org.jspecify.annotations.NullMarked;
