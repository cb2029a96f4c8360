/**
 * What an operator does with an outbox through the application itself: one command, after
 * which the process ends.
 */
@NullMarked
package io.github.robustkafka.autoconfigure.command;

import org.jspecify.annotations.NullMarked;
