package io.github.robustkafka.sample.broker;

import java.nio.file.Path;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * Settings of the in-process broker.
 *
 * @param port port for clients on 127.0.0.1; 0 takes a free one
 * @param controllerPort port of the broker's own controller on 127.0.0.1; 0 takes a free
 * one
 * @param data folder in which topics and offsets are kept
 */
@ConfigurationProperties(BrokerProperties.PREFIX)
public record BrokerProperties(@DefaultValue("19092") int port, @DefaultValue("0") int controllerPort,
		@DefaultValue("data/kafka") Path data) {

	static final String PREFIX = "sample.broker";

	static final String PORT = PREFIX + ".port";

	static final String CONTROLLER_PORT = PREFIX + ".controller-port";

	static final String DATA = PREFIX + ".data";

	private static final int MAX_PORT = 65_535;

	public BrokerProperties {
		checkPort(PORT, port);
		checkPort(CONTROLLER_PORT, controllerPort);
	}

	private static void checkPort(String property, int port) {
		Assert.isTrue(port >= 0 && port <= MAX_PORT,
				() -> "'" + property + "' must be from 0 to " + MAX_PORT + ", but is " + port);
	}

}
