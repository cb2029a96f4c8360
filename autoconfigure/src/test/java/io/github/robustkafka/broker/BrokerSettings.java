package io.github.robustkafka.broker;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * How a broker is set up. Without a further word it is a cluster of one: small, on
 * loopback, quick to be back after a kill, without encryption, and it creates no topic on
 * its own. Start it with {@link #start()}.
 */
public final class BrokerSettings {

	private static final String CONTROLLER = "CONTROLLER";

	private final Path directory;

	private final List<BrokerListener> listeners = new ArrayList<>();

	private final Map<String, String> properties = new TreeMap<>(defaults());

	private final int controllerPort;

	private final @Nullable BrokerProcess first;

	private BrokerSettings(Path directory, @Nullable BrokerProcess first) {
		this.directory = directory;
		this.first = first;
		this.controllerPort = (first != null) ? first.settings().controllerPort : FreePorts.next();
		this.listeners.add(BrokerListener.on("PLAINTEXT", "PLAINTEXT", FreePorts.next()));
		with("node.id", (first != null) ? first.settings().nodeId() + 1 : 1);
		with("log.dirs", directory.resolve("data"));
	}

	static BrokerSettings in(Path directory) {
		return new BrokerSettings(directory, null);
	}

	/**
	 * Sets a property of the server, also over one of the defaults.
	 * @param key the key, as in Kafka's server.properties
	 * @param value its value
	 * @return these settings
	 */
	public BrokerSettings with(String key, Object value) {
		this.properties.put(key, value.toString());
		return this;
	}

	/**
	 * Lets the broker check access control lists. Who is named in none may do everything.
	 * @return these settings
	 * @see Topics#denyWrite(String)
	 */
	public BrokerSettings withAuthorizer() {
		return with("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
			.with("allow.everyone.if.no.acl.found", true);
	}

	/**
	 * Adds a listener that is reached through a proxy only: who bootstraps at the proxy's
	 * address stays behind the proxy. {@link BrokerProcess#bootstrapServers()} remains
	 * the undisturbed way.
	 * @param proxy a proxy to a port that is free
	 * @return these settings
	 */
	public BrokerSettings behind(TcpProxy proxy) {
		return with(
				new BrokerListener("PROXIED" + this.listeners.size(), "PLAINTEXT", proxy.targetPort(), proxy.port()));
	}

	/**
	 * Makes this a further broker of a cluster whose first broker is running. The first
	 * one remains the only controller.
	 * @param directory the directory of the further broker
	 * @param first the first broker, or the last that joined it
	 * @return the settings of the further broker
	 */
	static BrokerSettings joining(Path directory, BrokerProcess first) {
		return new BrokerSettings(directory, first);
	}

	/**
	 * Starts the broker and waits until it answers.
	 * @return the running broker
	 */
	public BrokerProcess start() {
		BrokerProcess process = new BrokerProcess(this);
		process.start();
		return process;
	}

	BrokerSettings with(BrokerListener listener) {
		this.listeners.add(listener);
		return this;
	}

	Path directory() {
		return this.directory;
	}

	@Nullable BrokerProcess first() {
		return this.first;
	}

	int nodeId() {
		return Integer.parseInt(this.properties.getOrDefault("node.id", "1"));
	}

	int port() {
		return this.listeners.get(0).port();
	}

	List<Path> dataDirectories() {
		return Arrays.stream(this.properties.getOrDefault("log.dirs", "").split(",")).map(Path::of).toList();
	}

	Map<String, String> serverProperties() {
		BrokerListener controller = BrokerListener.on(CONTROLLER, "PLAINTEXT", this.controllerPort);
		List<BrokerListener> all = Stream.concat(this.listeners.stream(), Stream.of(controller)).toList();
		boolean alone = this.first == null;
		Map<String, String> result = new TreeMap<>();
		result.put("process.roles", alone ? "broker,controller" : "broker");
		result.put("controller.quorum.voters", "1@%s:%d".formatted(BrokerListener.HOST, this.controllerPort));
		result.put("controller.listener.names", CONTROLLER);
		result.put("inter.broker.listener.name", "PLAINTEXT");
		result.put("listeners", joined(alone ? all : this.listeners, BrokerListener::bound));
		result.put("advertised.listeners", joined(this.listeners, BrokerListener::advertised));
		result.put("listener.security.protocol.map", joined(all, BrokerListener::mapping));
		result.putAll(this.properties);
		return result;
	}

	private static String joined(List<BrokerListener> listeners, Function<BrokerListener, String> part) {
		return listeners.stream().map(part).collect(Collectors.joining(","));
	}

	/**
	 * What makes a broker small, and quick to be back: with Kafka's own session timeout
	 * the controller would hold on to a killed broker for 9 seconds.
	 */
	private static Map<String, String> defaults() {
		return """
				auto.create.topics.enable=false
				broker.heartbeat.interval.ms=200
				broker.session.timeout.ms=1000
				controlled.shutdown.enable=false
				controller.quorum.election.backoff.max.ms=200
				controller.quorum.election.timeout.ms=200
				controller.quorum.fetch.timeout.ms=500
				group.consumer.heartbeat.interval.ms=500
				group.consumer.min.heartbeat.interval.ms=200
				group.initial.rebalance.delay.ms=0
				group.min.session.timeout.ms=1000
				log.cleaner.dedupe.buffer.size=2097152
				log.cleaner.threads=1
				log.retention.ms=-1
				num.io.threads=2
				num.network.threads=2
				num.partitions=3
				offsets.topic.num.partitions=4
				offsets.topic.replication.factor=1
				replica.lag.time.max.ms=1500
				share.coordinator.state.topic.min.isr=1
				share.coordinator.state.topic.num.partitions=4
				share.coordinator.state.topic.replication.factor=1
				transaction.state.log.min.isr=1
				transaction.state.log.num.partitions=4
				transaction.state.log.replication.factor=1
				""".lines()
			.map((line) -> line.split("=", 2))
			.collect(Collectors.toMap((pair) -> pair[0], (pair) -> pair[1]));
	}

}
