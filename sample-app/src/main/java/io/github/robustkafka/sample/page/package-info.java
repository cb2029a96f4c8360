/**
 * What the page of the shop asks and does: counts as they change, bursts of orders, and
 * payments that were given up.
 */
@NullMarked
package io.github.robustkafka.sample.page;

import org.jspecify.annotations.NullMarked;
