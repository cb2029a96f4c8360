/**
 * How long a record is on its way, at a rate that leaves everybody room.
 */
@NullMarked
package io.github.robustkafka.benchmark.latency;

import org.jspecify.annotations.NullMarked;
