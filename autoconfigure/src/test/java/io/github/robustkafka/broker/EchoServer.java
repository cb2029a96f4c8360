package io.github.robustkafka.broker;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A server that answers with what it receives.
 */
final class EchoServer implements AutoCloseable {

	private final int port = FreePorts.next();

	private final AtomicLong received = new AtomicLong();

	private final AcceptThread listening;

	EchoServer() throws IOException {
		this.listening = AcceptThread.start(this.port, this::startEcho);
	}

	int port() {
		return this.port;
	}

	long receivedBytes() {
		return this.received.get();
	}

	@Override
	public void close() throws IOException {
		this.listening.close();
	}

	private void startEcho(Socket client) {
		Thread thread = new Thread(() -> echo(client), "echo");
		thread.setDaemon(true);
		thread.start();
	}

	private void echo(Socket client) {
		try (client) {
			byte[] buffer = new byte[8192];
			InputStream in = client.getInputStream();
			for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
				this.received.addAndGet(length);
				client.getOutputStream().write(buffer, 0, length);
			}
		}
		catch (IOException ex) {
			// The client is gone.
		}
	}

}
