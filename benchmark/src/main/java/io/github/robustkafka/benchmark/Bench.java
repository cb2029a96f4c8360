package io.github.robustkafka.benchmark;

import java.nio.file.Path;

import io.github.robustkafka.benchmark.broker.BrokerProcess;
import io.github.robustkafka.benchmark.measure.Pace;

/**
 * What groups share.
 *
 * @param broker the running broker
 * @param directory a new directory on the disk that is measured
 * @param pace how long and how often
 */
public record Bench(BrokerProcess broker, Path directory, Pace pace) {

	/**
	 * Returns where the broker is.
	 * @return host and port
	 */
	public String address() {
		return this.broker.address();
	}

	/**
	 * Returns where the outbox is, for a group with one outbox.
	 * @return its database file
	 */
	public Path outbox() {
		return this.directory.resolve("outbox.db");
	}

}
