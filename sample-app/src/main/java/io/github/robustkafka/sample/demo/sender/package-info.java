/**
 * The process that sends the orders of the demonstration, and that is killed.
 */
@NullMarked
package io.github.robustkafka.sample.demo.sender;

import org.jspecify.annotations.NullMarked;
