/**
 * What waits in the outbox, and how it gets out.
 */
@NullMarked
package io.github.robustkafka.benchmark.backlog;

import org.jspecify.annotations.NullMarked;
