package io.github.robustkafka.retry;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The application's code for a record, and what prepares its arguments.
 */
@FunctionalInterface
public interface RecordHandler {

	/**
	 * Handles a record. Called by many threads.
	 * @param record the record as it was read
	 * @param call number of this call for the record, from 1
	 * @param beforeStart run once, when all is prepared and before the application's code
	 * is called; if it throws, that code is not called, and the exception is thrown on
	 * @throws Exception if it could not be handled
	 */
	void handle(ConsumerRecord<byte[], byte[]> record, int call, Runnable beforeStart) throws Exception;

}
