/**
 * Proofs with real brokers and a real network: an application in a process of its own
 * sends all the time, things go wrong, and what is in Kafka in the end is compared with
 * what the application had written down before it knew of anything. Classes called
 * {@code XProof} run with {@code mvn verify -Pproof}.
 */
@NullMarked
package io.github.robustkafka.proof.broker;

import org.jspecify.annotations.NullMarked;
