/**
 * The dead letters of listeners: counted, looked at, and given back to their listener.
 */
@NullMarked
package io.github.robustkafka.deadletter;

import org.jspecify.annotations.NullMarked;
