package io.github.robustkafka.proof.broker;

import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.robustkafka.broker.BrokerProcess;
import io.github.robustkafka.broker.TcpProxy;
import io.github.robustkafka.broker.TopicReader;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The application stops in the middle of its sends, in good order and in bad.
 */
class ShutdownProof {

	private static final int ROUNDS = 4;

	private static final Duration BOUND = Duration.ofSeconds(25);

	private static final long STEP = 1_000_000;

	@TempDir
	private Path directory;

	private long first;

	private long longest;

	private int stops;

	@Test
	void noStopUnderLoadCostsARecord() throws Exception {
		try (TcpProxy proxy = TcpProxy.toFreePort();
				BrokerProcess broker = BrokerProcess.in(this.directory.resolve("broker")).behind(proxy).start()) {
			broker.topics().create("orders", 3);
			for (int round = 0; round < ROUNDS; round++) {
				stop(proxy, LoadProcess::terminate);
				stop(proxy, (load) -> load.tell("close"));
				stop(proxy, (load) -> {
					load.terminate();
					load.terminate();
				});
				stop(proxy, (load) -> {
					proxy.pause();
					load.awaitAccepted(200);
					load.terminate();
				});
				stop(proxy, (load) -> {
					proxy.refuse();
					load.await("outage", LoadStatus::outage);
					load.tell("close");
				});
			}
			try (LoadProcess load = start(proxy)) {
				load.drain();
			}
			LoadReport.of(LoadProcess.log(this.directory))
				.delivered(TopicReader.read(broker, "orders").records())
				.requireSound("stops under load, the longest took %d ms".formatted(this.longest), this.stops, false);
			assertThat(this.stops).isEqualTo(5 * ROUNDS);
		}
	}

	private void stop(TcpProxy proxy, Stop stop) throws InterruptedException {
		try (LoadProcess load = start(proxy)) {
			load.awaitAccepted(300);
			stop.begin(load);
			this.longest = Math.max(this.longest, load.awaitEnd(BOUND));
			this.stops++;
		}
		finally {
			proxy.heal();
		}
	}

	private LoadProcess start(TcpProxy proxy) {
		this.first += STEP;
		return LoadProcess.start(this.directory, proxy.bootstrapServers(), "orders", this.first);
	}

	/**
	 * A way to stop.
	 */
	private interface Stop {

		void begin(LoadProcess load);

	}

}
