package io.github.robustkafka.deadletter;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

import io.github.robustkafka.listener.ListenerSettings;

/**
 * Makes Kafka clients that connect as those of the listeners do. Whoever asks closes
 * them.
 */
public interface DeadLetterClients {

	/**
	 * Makes a consumer that leaves keys and values as bytes, reads from the beginning
	 * where an offset is gone, commits nothing by itself and creates no topic.
	 * @param listener the listener whose dead letters are read
	 * @param group where it commits
	 * @return a new consumer
	 */
	Consumer<byte[], byte[]> consumer(ListenerSettings listener, String group);

	/**
	 * Makes a producer that waits for all in-sync replicas and gives up after some
	 * seconds.
	 * @param listener the listener whose dead letters are replayed
	 * @return a new producer
	 */
	Producer<byte[], byte[]> producer(ListenerSettings listener);

}
