package io.github.robustkafka.sample.demo.run;

import java.util.Locale;

/**
 * The two ways in which each order is sent, each to a topic of its own.
 */
public enum Lane {

	/** Through the outbox. */
	ROBUST,

	/** Through a KafkaTemplate as Spring Boot would make it. */
	PLAIN;

	/**
	 * Returns the word for this lane in all that people read.
	 * @return the word
	 */
	public String label() {
		return name().toLowerCase(Locale.ROOT);
	}

	public String topic() {
		return "demo-" + label();
	}

}
