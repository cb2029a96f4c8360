package io.github.robustkafka.sample.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * A port on 127.0.0.1 and the property that chooses it.
 *
 * @param property name of the property
 * @param number the port, never 0
 */
record LoopbackPort(String property, int number) {

	private static final String HOST = "127.0.0.1";

	/**
	 * Resolves 0 to a port that is free now, so that the number stays the same when the
	 * broker is stopped and started.
	 */
	static LoopbackPort of(String property, int number) {
		return new LoopbackPort(property, (number != 0) ? number : freePort());
	}

	private static int freePort() {
		try (ServerSocket probe = bind(0)) {
			return probe.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("No free port on " + HOST, ex);
		}
	}

	private static ServerSocket bind(int port) throws IOException {
		ServerSocket socket = new ServerSocket();
		try {
			socket.bind(new InetSocketAddress(InetAddress.getByName(HOST), port));
			return socket;
		}
		catch (IOException ex) {
			socket.close();
			throw ex;
		}
	}

	String address() {
		return HOST + ":" + this.number;
	}

	void requireFree() {
		try {
			bind(this.number).close();
		}
		catch (IOException ex) {
			throw new ResourceTakenException(
					"In-process Kafka broker cannot listen on " + address() + ": " + ex.getMessage(), this.property,
					ex);
		}
	}

}
