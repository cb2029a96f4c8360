package io.github.robustkafka.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * A proxy on loopback that makes the network fail. A fault lasts until {@link #heal()},
 * for open and for new connections; faults of different kinds can be combined. Safe for
 * use by several threads.
 */
public final class TcpProxy implements AutoCloseable {

	private final int port = FreePorts.next();

	private final int targetPort;

	private final FaultSwitch faults = new FaultSwitch();

	private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();

	private final AtomicLong accepted = new AtomicLong();

	private @Nullable AcceptThread listening;

	private TcpProxy(int targetPort) {
		this.targetPort = targetPort;
	}

	/**
	 * Opens a proxy.
	 * @param targetPort port of the server on loopback, which need not run yet
	 * @return the proxy, listening
	 */
	public static TcpProxy to(int targetPort) {
		TcpProxy proxy = new TcpProxy(targetPort);
		proxy.listen();
		return proxy;
	}

	/**
	 * Opens a proxy for a broker that is started later, see
	 * {@link BrokerSettings#behind(TcpProxy)}.
	 * @return the proxy, listening
	 */
	public static TcpProxy toFreePort() {
		return to(FreePorts.next());
	}

	/**
	 * Where clients of the proxy bootstrap.
	 * @return host and port
	 */
	public String bootstrapServers() {
		return BrokerListener.HOST + ":" + this.port;
	}

	/**
	 * What any Kafka client needs to reach the broker through this proxy.
	 * @return properties of a client
	 */
	public Map<String, Object> clientProperties() {
		return Map.of("bootstrap.servers", bootstrapServers());
	}

	public int port() {
		return this.port;
	}

	public int targetPort() {
		return this.targetPort;
	}

	/**
	 * How many connections were accepted so far.
	 * @return number since the proxy was opened
	 */
	public long acceptedConnections() {
		return this.accepted.get();
	}

	/**
	 * How many bytes have passed on the connections that are open, both directions
	 * together.
	 * @return number of bytes
	 */
	public long passedBytes() {
		return this.connections.stream().mapToLong(ProxiedConnection::passed).sum();
	}

	/**
	 * Holds back everything in both directions. Connections can be made and stay open.
	 */
	public void pause() {
		this.faults.change(Fault::pausing);
	}

	/**
	 * Resets (RST) the open connections, and every new one at once.
	 */
	public void reset() {
		this.faults.change(Fault::resettingAll);
		this.connections.forEach(ProxiedConnection::reset);
	}

	/**
	 * Resets the open connections and refuses new ones, like a host where nobody listens.
	 */
	public synchronized void refuse() {
		stopListening();
		this.connections.forEach(ProxiedConnection::reset);
	}

	/**
	 * Holds back what passes, in each direction, between once and twice so long: what
	 * comes meanwhile has to wait for its turn.
	 * @param delay how long
	 */
	public void delay(Duration delay) {
		this.faults.change((fault) -> fault.delaying(delay));
	}

	/**
	 * Makes the line slow.
	 * @param bytesPerSecond what passes on each connection in each direction
	 */
	public void throttle(long bytesPerSecond) {
		this.faults.change((fault) -> fault.throttling(bytesPerSecond));
	}

	/**
	 * Lets requests pass and answers disappear. Connections that missed an answer are
	 * reset by {@link #heal()}.
	 */
	public void blackholeAnswers() {
		this.faults.change(Fault::swallowing);
	}

	/**
	 * Closes each connection after so many more bytes, counted in both directions
	 * together; new ones from their first byte. The last bytes arrive.
	 * @param bytes how many pass
	 */
	public void cutAfter(long bytes) {
		this.connections.forEach(ProxiedConnection::countFromHere);
		this.faults.change((fault) -> fault.cutting(bytes));
	}

	/**
	 * Ends all faults.
	 */
	public synchronized void heal() {
		this.faults.change((fault) -> Fault.NONE);
		this.connections.stream().filter(ProxiedConnection::isDamaged).forEach(ProxiedConnection::reset);
		if (this.listening == null) {
			listen();
		}
	}

	/**
	 * Ends all connections and the proxy.
	 */
	@Override
	public synchronized void close() {
		refuse();
		this.faults.change((fault) -> Fault.NONE);
	}

	private synchronized void listen() {
		try {
			this.listening = AcceptThread.start(this.port, this::connect);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The proxy cannot listen on port " + this.port, ex);
		}
	}

	private void stopListening() {
		try {
			if (this.listening != null) {
				this.listening.close();
				this.listening = null;
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The proxy cannot stop listening on port " + this.port, ex);
		}
	}

	private void connect(Socket client) {
		try {
			Socket server = new Socket(InetAddress.getLoopbackAddress(), this.targetPort);
			client.setTcpNoDelay(true);
			server.setTcpNoDelay(true);
			ProxiedConnection connection = new ProxiedConnection(client, server, this.faults, this.connections::remove);
			this.connections.add(connection);
			if (this.faults.current().resetting()) {
				connection.reset();
			}
			else {
				connection.start();
			}
		}
		catch (IOException ex) {
			ProxiedConnection.resetAndClose(client);
		}
		finally {
			// Not before: who sees the count may reset all connections, and this is one
			// of
			// them.
			this.accepted.incrementAndGet();
		}
	}

}
