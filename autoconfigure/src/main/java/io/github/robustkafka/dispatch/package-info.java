/**
 * Runs a listener's records in parallel by key, and knows which offsets may be committed.
 */
@NullMarked
package io.github.robustkafka.dispatch;

import org.jspecify.annotations.NullMarked;
