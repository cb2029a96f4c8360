package io.github.robustkafka.broker;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One connection through a proxy, with a thread for each direction.
 */
final class ProxiedConnection {

	private static final int BUFFER_SIZE = 64 * 1024;

	private final Socket client;

	private final Socket server;

	private final FaultSwitch faults;

	private final Consumer<ProxiedConnection> onEnd;

	private final AtomicInteger openDirections = new AtomicInteger(2);

	private volatile boolean damaged;

	private long passed;

	private long countedFrom;

	ProxiedConnection(Socket client, Socket server, FaultSwitch faults, Consumer<ProxiedConnection> onEnd) {
		this.client = client;
		this.server = server;
		this.faults = faults;
		this.onEnd = onEnd;
	}

	void start() {
		startDirection(this.client, this.server, false);
		startDirection(this.server, this.client, true);
	}

	/**
	 * Begins to count from here how much passes before the connection is cut.
	 */
	synchronized void countFromHere() {
		this.countedFrom = this.passed;
	}

	synchronized long passed() {
		return this.passed;
	}

	/**
	 * Whether answers were swallowed. Such a connection must not go on: TCP does not lose
	 * bytes from the middle of a stream.
	 */
	boolean isDamaged() {
		return this.damaged;
	}

	/**
	 * Ends the connection with RST on both sides.
	 */
	void reset() {
		resetAndClose(this.client);
		resetAndClose(this.server);
		this.onEnd.accept(this);
	}

	/**
	 * Ends the connection on both sides; what has passed still arrives.
	 */
	void close() {
		close(this.client);
		close(this.server);
		this.onEnd.accept(this);
	}

	static void resetAndClose(Socket socket) {
		try {
			socket.setSoLinger(true, 0);
		}
		catch (IOException ex) {
			// Closed already.
		}
		close(socket);
	}

	private static void close(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			// It is of no more use either way.
		}
	}

	private void startDirection(Socket from, Socket to, boolean answers) {
		Thread thread = new Thread(() -> run(from, to, answers), answers ? "proxy-answers" : "proxy-requests");
		thread.setDaemon(true);
		thread.start();
	}

	private void run(Socket from, Socket to, boolean answers) {
		try {
			byte[] buffer = new byte[BUFFER_SIZE];
			int length = read(from, buffer);
			while (length >= 0) {
				forward(to, buffer, length, answers);
				length = read(from, buffer);
			}
			this.faults.awaitUnpaused();
			to.shutdownOutput();
			if (this.openDirections.decrementAndGet() == 0) {
				close();
			}
		}
		catch (IOException ex) {
			reset();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private int read(Socket from, byte[] buffer) throws IOException {
		return from.getInputStream().read(buffer, 0, this.faults.current().pieceOf(buffer.length));
	}

	private void forward(Socket to, byte[] buffer, int length, boolean answers)
			throws IOException, InterruptedException {
		this.faults.rest(this.faults.current().delay());
		this.faults.awaitUnpaused();
		Fault fault = this.faults.current();
		if (answers && fault.swallowingAnswers()) {
			swallow();
			return;
		}
		int allowed = take(length, fault);
		to.getOutputStream().write(buffer, 0, allowed);
		if (left(fault) == 0) {
			close();
		}
		this.faults.rest(fault.timeFor(allowed));
	}

	/**
	 * The fault may have ended in between, and with it the search for damaged
	 * connections.
	 */
	private void swallow() {
		this.damaged = true;
		if (!this.faults.current().swallowingAnswers()) {
			reset();
		}
	}

	/**
	 * Counts what passes.
	 * @return how much of it may pass
	 */
	private synchronized int take(int length, Fault fault) {
		int allowed = (int) Math.min(length, left(fault));
		this.passed += allowed;
		return allowed;
	}

	/**
	 * How much may pass before the connection is cut.
	 */
	private synchronized long left(Fault fault) {
		return Math.max(0, fault.cutAfter() - (this.passed - this.countedFrom));
	}

}
