/**
 * One running outbox: puts writer, relay and outcomes together with their threads.
 */
@NullMarked
package io.github.robustkafka.runtime;

import org.jspecify.annotations.NullMarked;
