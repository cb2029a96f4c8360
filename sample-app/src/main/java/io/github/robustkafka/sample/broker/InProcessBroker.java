package io.github.robustkafka.sample.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Properties;

import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;

/**
 * A Kafka broker with its controller in this process: Kafka's own server, one node, bound
 * to 127.0.0.1. It can be stopped and started again; topics, records and offsets are kept
 * in its folder, and the port stays the same. Safe for use by several threads. Meant for
 * a demonstration on one machine: one copy of everything, no encryption, no passwords.
 */
public class InProcessBroker {

	private static final Logger logger = LoggerFactory.getLogger(InProcessBroker.class);

	private static final String CLUSTER_ID = "robust-kafka-sample-01";

	private static final String CONTROLLER_LISTENER = "CONTROLLER";

	private static final int NODE_ID = 1;

	private final LoopbackPort port;

	private final LoopbackPort controllerPort;

	private final DataFolder data;

	private volatile @Nullable KafkaRaftServer server;

	public InProcessBroker(BrokerProperties properties) {
		this.port = LoopbackPort.of(BrokerProperties.PORT, properties.port());
		this.controllerPort = LoopbackPort.of(BrokerProperties.CONTROLLER_PORT, properties.controllerPort());
		this.data = new DataFolder(properties.data());
	}

	/**
	 * Returns where clients connect to, also while the broker is stopped.
	 * @return host and port
	 */
	public String address() {
		return this.port.address();
	}

	/**
	 * Whether it takes requests. Returns at once, also while the broker starts or stops.
	 * @return true if it runs
	 */
	public boolean isRunning() {
		return this.server != null;
	}

	/**
	 * Starts the broker and returns when it takes requests. Does nothing when it runs.
	 * @throws ResourceTakenException when another process has its port or folder
	 */
	public synchronized void start() {
		if (this.server != null) {
			return;
		}
		this.port.requireFree();
		this.controllerPort.requireFree();
		this.data.requireFree();
		this.server = startServer();
		logger.info("In-process Kafka broker listens on {}, data in {}", address(), this.data);
	}

	/**
	 * Stops the broker and keeps its data. Does nothing when it is stopped.
	 */
	public synchronized void stop() {
		KafkaRaftServer running = this.server;
		if (running == null) {
			return;
		}
		this.server = null;
		shutDown(running);
		logger.info("In-process Kafka broker stopped, data kept in {}", this.data);
	}

	private KafkaRaftServer startServer() {
		KafkaRaftServer starting = null;
		try {
			formatWhenNew();
			starting = new KafkaRaftServer(configuration(), Time.SYSTEM);
			starting.startup();
			return starting;
		}
		catch (Exception ex) {
			if (starting != null) {
				shutDown(starting);
			}
			throw new IllegalStateException(
					"In-process Kafka broker could not start on " + address() + " with data in " + this.data, ex);
		}
	}

	private static void shutDown(KafkaRaftServer server) {
		server.shutdown();
		server.awaitShutdown();
	}

	/**
	 * Leaves a folder that is formatted already as it is, and refuses one of another
	 * cluster.
	 */
	private void formatWhenNew() throws Exception {
		new Formatter().setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
			.setClusterId(CLUSTER_ID)
			.setNodeId(NODE_ID)
			.setControllerListenerName(CONTROLLER_LISTENER)
			.setDirectories(List.of(this.data.toString()))
			.setIgnoreFormatted(true)
			.run();
	}

	private KafkaConfig configuration() throws IOException {
		Properties configuration = PropertiesLoaderUtils
			.loadProperties(new ClassPathResource("server.properties", InProcessBroker.class));
		String listeners = "PLAINTEXT://" + address() + "," + CONTROLLER_LISTENER + "://"
				+ this.controllerPort.address();
		configuration.setProperty("listeners", listeners);
		configuration.setProperty("controller.quorum.voters", NODE_ID + "@" + this.controllerPort.address());
		configuration.setProperty("log.dirs", this.data.toString());
		return new KafkaConfig(configuration, false);
	}

}
