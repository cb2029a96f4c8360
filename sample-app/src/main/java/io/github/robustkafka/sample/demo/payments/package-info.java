/**
 * The receiving side of the demonstration: robust orders are paid, although the handler
 * fails now and then.
 */
@NullMarked
package io.github.robustkafka.sample.demo.payments;

import org.jspecify.annotations.NullMarked;
