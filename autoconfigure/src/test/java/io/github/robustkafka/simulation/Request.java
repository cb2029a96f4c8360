package io.github.robustkafka.simulation;

import java.util.List;

/**
 * Batches of different partitions on their way to the broker that leads them.
 *
 * @param broker the broker
 * @param batches the batches, at most one of a partition
 */
record Request(int broker, List<ProducerBatch> batches) {
}
