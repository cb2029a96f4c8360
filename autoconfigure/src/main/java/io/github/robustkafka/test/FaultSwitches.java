package io.github.robustkafka.test;

import io.github.robustkafka.runtime.Outbox;

/**
 * Breaks what the outbox of a test depends on, and mends it. All is mended before each
 * test method.
 */
public final class FaultSwitches {

	private final ModelBroker broker;

	private final InMemoryOutboxStore store;

	private final Outbox outbox;

	FaultSwitches(ModelBroker broker, InMemoryOutboxStore store, Outbox outbox) {
		this.broker = broker;
		this.store = store;
		this.outbox = outbox;
	}

	/**
	 * The broker does not answer: sends are journaled as ever, and stay pending.
	 */
	public void brokerDown() {
		this.broker.down(true);
	}

	/**
	 * The broker answers again. What is pending is published by the next step or drain.
	 */
	public void brokerUp() {
		this.broker.down(false);
	}

	/**
	 * The disk of the outbox is full: sends throw
	 * {@link io.github.robustkafka.outbox.OutboxFullException}, at once and not after the
	 * block timeout. What is pending is still published.
	 */
	public void diskFull() {
		this.store.diskFull(true);
	}

	/**
	 * The disk of the outbox has room again: sends are journaled.
	 */
	public void diskHasRoom() {
		this.store.diskFull(false);
		// Housekeeping sees that there is room.
		this.outbox.writer().doWork();
	}

	/**
	 * The broker refuses the records of a topic. Whether they then fail or stay pending
	 * is decided as in production: {@code RecordTooLargeException} can never heal, for
	 * example, {@code TopicAuthorizationException} can.
	 * @param topic name of the topic
	 * @param failure what Kafka's producer says
	 */
	public void refuse(String topic, Exception failure) {
		this.broker.refuse(topic, failure);
	}

	/**
	 * The broker takes the records of a topic again.
	 * @param topic name of the topic
	 */
	public void accept(String topic) {
		this.broker.accept(topic);
	}

	void reset() {
		this.broker.reset();
		diskHasRoom();
	}

}
