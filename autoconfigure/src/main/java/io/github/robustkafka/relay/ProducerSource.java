package io.github.robustkafka.relay;

import org.apache.kafka.clients.producer.Producer;

/**
 * Creates the relay's producers: idempotent, {@code acks=all}, {@code max.block.ms=0}, an
 * unbounded {@code delivery.timeout.ms}, and closing them really closes them.
 */
public interface ProducerSource {

	/**
	 * Creates a producer. May throw, for example when a host name cannot be resolved; it
	 * is then called again later.
	 * @return a new producer
	 */
	Producer<byte[], byte[]> create();

	/**
	 * A producer is no longer used.
	 * @param producer what {@link #create()} returned
	 */
	default void closed(Producer<byte[], byte[]> producer) {
	}

}
