/**
 * Measures the starter side by side with plain clients, a bare file and other outboxes.
 */
@NullMarked
package io.github.robustkafka.benchmark;

import org.jspecify.annotations.NullMarked;
