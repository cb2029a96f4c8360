package io.github.robustkafka.broker;

/**
 * A listener of a broker on 127.0.0.1.
 *
 * @param name the listener's name, in capitals
 * @param protocol the security protocol, such as PLAINTEXT
 * @param port where the broker listens
 * @param advertisedPort which port the broker tells its clients, for example a proxy's
 */
record BrokerListener(String name, String protocol, int port, int advertisedPort) {

	static final String HOST = "127.0.0.1";

	static BrokerListener on(String name, String protocol, int port) {
		return new BrokerListener(name, protocol, port, port);
	}

	String bound() {
		return "%s://%s:%d".formatted(this.name, HOST, this.port);
	}

	String advertised() {
		return "%s://%s:%d".formatted(this.name, HOST, this.advertisedPort);
	}

	String mapping() {
		return this.name + ":" + this.protocol;
	}

}
