package io.github.robustkafka.autoconfigure.topics;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.utils.Utils;

import org.springframework.kafka.core.KafkaAdmin;

/**
 * The first servers that a client asks. A look at whether one of them listens is cheap
 * and makes no noise, unlike a Kafka client that cannot connect.
 *
 * @param addresses host and port of each
 */
record BootstrapServers(List<String> addresses) {

	private static final int CONNECT_TIMEOUT_MILLIS = 250;

	static BootstrapServers of(KafkaAdmin admin) {
		Object servers = admin.getConfigurationProperties().get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
		if (servers instanceof Collection<?> collection) {
			return new BootstrapServers(collection.stream().map((server) -> server.toString().trim()).toList());
		}
		return new BootstrapServers(
				(servers != null) ? Arrays.asList(servers.toString().trim().split("\\s*,\\s*")) : List.of());
	}

	boolean answer() {
		return this.addresses.stream().anyMatch(BootstrapServers::answers);
	}

	private static boolean answers(String address) {
		String host = Utils.getHost(address);
		Integer port = Utils.getPort(address);
		if (host == null || port == null) {
			return false;
		}
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(host, port), CONNECT_TIMEOUT_MILLIS);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
