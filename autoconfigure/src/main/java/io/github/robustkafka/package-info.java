/**
 * Robust Kafka: what {@code send} returned is on disk and reaches Kafka. The packages in
 * the order in which a record meets them:
 * <ol>
 * <li>{@code template} and {@code producer} check and serialize it,</li>
 * <li>{@code writer} commits it, together with all others that wait, to the store of
 * {@code outbox}, which {@code sqlite} implements,</li>
 * <li>{@code relay} publishes it and learns what the broker said,</li>
 * <li>{@code outcome} tells those who wait and sends the acknowledgement back to
 * {@code writer}.</li>
 * </ol>
 * A listener's records go the other way:
 * <ol>
 * <li>{@code listener} takes them from Spring's containers,</li>
 * <li>{@code dispatch} runs them in parallel by key and knows what may be committed,</li>
 * <li>{@code retry} decides what becomes of those that fail,</li>
 * <li>{@code inbox} remembers those that were handled; {@code sqlite} keeps it.</li>
 * <li>{@code deadletter} counts and replays those that none of this helped.</li>
 * </ol>
 * {@code worker} holds the threads, {@code metrics}, {@code observation} and
 * {@code actuate} watch, {@code autoconfigure} wires. {@code test} is for the tests of
 * applications.
 */
@NullMarked
package io.github.robustkafka;

import org.jspecify.annotations.NullMarked;
