package io.github.robustkafka.retry;

/**
 * Where a record was sent to at first.
 *
 * @param topic the main topic
 * @param partition its partition
 * @param offset its offset
 */
public record Origin(String topic, int partition, long offset) {

	@Override
	public String toString() {
		return this.topic + "-" + this.partition + "@" + this.offset;
	}

}
