package io.github.robustkafka.sample.demo.sender;

import io.github.robustkafka.sample.demo.run.DemoOrder;

/**
 * One way to send an order to Kafka.
 */
interface Outlet {

	/**
	 * Sends an order, as a web request would: it has to be done when this returns.
	 * @param key key of the record
	 * @param order value of the record
	 * @throws RuntimeException if the customer has to be told to try again
	 */
	void send(String key, DemoOrder order);

	/**
	 * How many records were sent and are not acknowledged by the broker.
	 * @return number of records
	 */
	int open();

}
