package io.github.robustkafka.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Listens on a port of the loopback address and gives away each connection, on a thread
 * of its own.
 */
final class AcceptThread implements AutoCloseable {

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

	private final ServerSocket socket;

	private final Thread thread;

	private AcceptThread(ServerSocket socket, Consumer<Socket> onConnection) {
		this.socket = socket;
		this.thread = new Thread(() -> run(onConnection), "accept-" + socket.getLocalPort());
		this.thread.setDaemon(true);
	}

	static AcceptThread start(int port, Consumer<Socket> onConnection) throws IOException {
		ServerSocket socket = new ServerSocket();
		socket.setReuseAddress(true);
		socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
		AcceptThread thread = new AcceptThread(socket, onConnection);
		thread.thread.start();
		return thread;
	}

	/**
	 * Stops listening. Waits for the thread, because as long as it is inside accept the
	 * operating system lets connections in.
	 */
	@Override
	public void close() throws IOException {
		this.socket.close();
		try {
			this.thread.join(CLOSE_TIMEOUT.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void run(Consumer<Socket> onConnection) {
		while (!this.socket.isClosed()) {
			try {
				onConnection.accept(this.socket.accept());
			}
			catch (IOException ex) {
				// Closed, and the loop ends; or the client is gone already.
			}
		}
	}

}
