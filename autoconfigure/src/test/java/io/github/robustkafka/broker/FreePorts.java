package io.github.robustkafka.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers that go down and come back. They lie below the range from which the
 * operating system takes the ports of outgoing connections: a client that tries again and
 * again while the server is down could otherwise be given the server's own port.
 */
public final class FreePorts {

	private static final int FIRST = 10_240;

	private static final int END = 32_000;

	private static final Set<Integer> given = ConcurrentHashMap.newKeySet();

	private FreePorts() {
	}

	/**
	 * Finds a port of the loopback address on which nobody listens. No port is given
	 * twice in a JVM.
	 * @return the port
	 */
	public static int next() {
		while (true) {
			int port = ThreadLocalRandom.current().nextInt(FIRST, END);
			if (given.add(port) && isFree(port)) {
				return port;
			}
		}
	}

	private static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
			return socket.isBound();
		}
		catch (IOException ex) {
			return false;
		}
	}

}
