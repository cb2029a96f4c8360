package io.github.robustkafka.benchmark.peers;

import java.nio.file.Path;
import java.time.Duration;

import io.github.robustkafka.benchmark.client.Payloads;
import io.github.robustkafka.benchmark.measure.Sample;
import io.github.robustkafka.benchmark.measure.Workload;
import io.github.robustkafka.benchmark.work.CallersWorkload;

/**
 * Another outbox with 8 callers. Its application runs only during its slices, since it
 * polls its database all the time; the slice begins when its first records are
 * acknowledged.
 */
final class PeerWorkload implements Workload {

	private static final Duration FIRST = Duration.ofMillis(50);

	private final String name;

	private final Payloads payloads;

	private final PeerStart start;

	private final Path directory;

	private int starts;

	PeerWorkload(String name, Payloads payloads, Path directory, PeerStart start) {
		this.name = name;
		this.payloads = payloads;
		this.directory = directory;
		this.start = start;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public double leastRate() {
		return 1;
	}

	@Override
	public Sample slice(Duration duration) throws Exception {
		Path database = this.directory.resolve(Integer.toString(this.starts++));
		try (Peer peer = this.start.in(database)) {
			CallersWorkload callers = new CallersWorkload(this.name, PeersGroup.CALLERS, Thread::new, this.payloads,
					peer);
			callers.slice(FIRST);
			return callers.slice(duration);
		}
	}

	/**
	 * Starts the application with a new database.
	 */
	interface PeerStart {

		Peer in(Path database);

	}

}
