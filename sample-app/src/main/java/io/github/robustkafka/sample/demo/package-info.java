/**
 * The demonstration: tells, and shows, what an outage of the broker and a kill -9 do to
 * orders. The first process holds the story and takes the payments, the sender is a
 * process of its own.
 */
@NullMarked
package io.github.robustkafka.sample.demo;

import org.jspecify.annotations.NullMarked;
