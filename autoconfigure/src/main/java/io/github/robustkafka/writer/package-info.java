/**
 * The one writer of the outbox: group commit, room, and truthful answers after a failure.
 */
@NullMarked
package io.github.robustkafka.writer;

import org.jspecify.annotations.NullMarked;
