package io.github.robustkafka.proof.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.function.Predicate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.robustkafka.broker.BrokerProcess;
import io.github.robustkafka.broker.TcpProxy;
import io.github.robustkafka.broker.TopicReader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Networks that fail while the application sends.
 */
class NetworkFaultProof {

	private static final Logger logger = LoggerFactory.getLogger(NetworkFaultProof.class);

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	private static final Predicate<LoadStatus> STUCK = (status) -> status.pending() > 100;

	private static final int CUTS = 60;

	@TempDir
	private Path directory;

	@Test
	void noFaultOfTheNetworkCostsARecord() throws Exception {
		try (TcpProxy proxy = TcpProxy.toFreePort();
				BrokerProcess broker = BrokerProcess.in(this.directory.resolve("broker")).behind(proxy).start()) {
			broker.topics().create("orders", 3);
			int fired = withoutName(proxy) + pausedAtStart(proxy);
			try (LoadProcess load = start(proxy, 2_000_000)) {
				fired += faults(load, proxy, broker);
				fired += cuts(load, proxy);
				proxy.blackholeAnswers();
				load.await("answers missing", STUCK);
			}
			proxy.heal();
			try (LoadProcess load = start(proxy, 3_000_000)) {
				load.awaitAccepted(100);
				load.drain();
			}
			LoadReport report = LoadReport.of(LoadProcess.log(this.directory))
				.delivered(TopicReader.read(broker, "orders").records());
			report.requireSound("network faults", fired + 1, false);
			assertThat(report.duplicates()).as("copies of what was in flight when the application was killed")
				.isPositive();
		}
	}

	private LoadProcess start(TcpProxy proxy, long first, String... more) {
		return LoadProcess.start(this.directory, proxy.bootstrapServers(), "orders", first, more);
	}

	/**
	 * The name of the broker is known to nobody when the application starts.
	 */
	private int withoutName(TcpProxy proxy) throws IOException {
		Path hosts = Files.createFile(this.directory.resolve("hosts"));
		try (LoadProcess load = LoadProcess.start(this.directory, "broker.proof.invalid:" + proxy.port(), "orders", 0,
				"-Djdk.net.hosts.file=" + hosts, "-Dsun.net.inetaddr.negative.ttl=0")) {
			load.await("no name", (status) -> status.outage() && status.pending() > 100);
			Files.writeString(hosts, "127.0.0.1 broker.proof.invalid\n127.0.0.1 localhost\n");
			load.drain();
		}
		return 1;
	}

	/**
	 * Connections are made, and nobody answers on them.
	 */
	private int pausedAtStart(TcpProxy proxy) {
		proxy.pause();
		try (LoadProcess load = start(proxy, 1_000_000)) {
			load.await("no answer", STUCK);
			proxy.heal();
			load.drain();
		}
		return 1;
	}

	private int faults(LoadProcess load, TcpProxy proxy, BrokerProcess broker) {
		Runnable heal = proxy::heal;
		return new LoadedCase(load).fault("pause", proxy::pause, STUCK, heal)
			.fault("reset", proxy::reset, STUCK, heal)
			.fault("refuse", proxy::refuse, (status) -> status.outage(), heal)
			.fault("delay", () -> proxy.delay(Duration.ofMillis(400)), (status) -> status.pending() > 30, heal)
			.fault("slow line", () -> proxy.throttle(3000), STUCK, heal)
			.fault("slow and late", () -> {
				proxy.throttle(8000);
				proxy.delay(Duration.ofMillis(200));
			}, STUCK, heal)
			.fault("answers missing", proxy::blackholeAnswers, STUCK, heal)
			.fault("half open", () -> {
				proxy.pause();
				broker.kill();
				broker.start();
			}, STUCK, heal)
			.fault("reset again and again", () -> flap(proxy), (status) -> true, heal)
			.fired();
	}

	private static void flap(TcpProxy proxy) {
		for (int i = 0; i < 20; i++) {
			long before = proxy.acceptedConnections();
			proxy.reset();
			proxy.heal();
			await().atMost(PATIENCE)
				.pollInterval(Duration.ofMillis(10))
				.until(() -> proxy.acceptedConnections() > before);
		}
	}

	/**
	 * Connections end somewhere in a request or an answer.
	 */
	private static int cuts(LoadProcess load, TcpProxy proxy) {
		long seed = Long.getLong("robust.proof.seed", 42);
		Random random = new Random(seed);
		for (int i = 0; i < CUTS; i++) {
			long before = proxy.acceptedConnections();
			proxy.cutAfter(1 + random.nextInt(6000));
			await().atMost(PATIENCE)
				.pollInterval(Duration.ofMillis(10))
				.until(() -> proxy.acceptedConnections() > before);
			proxy.heal();
		}
		load.drain();
		load.tell("resume");
		logger.info("PROOF network cuts: fired {}, seed {}", CUTS, seed);
		return CUTS;
	}

}
