package io.github.robustkafka.benchmark.backlog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

import io.github.robustkafka.benchmark.Bench;
import io.github.robustkafka.benchmark.Group;
import io.github.robustkafka.benchmark.client.Payloads;
import io.github.robustkafka.benchmark.client.RobustClient;
import io.github.robustkafka.benchmark.measure.InvalidRunException;
import io.github.robustkafka.benchmark.measure.Range;
import io.github.robustkafka.benchmark.measure.Sample;
import io.github.robustkafka.benchmark.measure.Workload;
import io.github.robustkafka.benchmark.report.Finding;
import io.github.robustkafka.benchmark.report.Row;
import io.github.robustkafka.benchmark.work.PipelinedWorkload;

/**
 * How large the files are in a minute of sending as fast as it goes, looked at every
 * second; and at its end.
 */
public final class SteadyGroup implements Group {

	private static final String TOPIC = "steady";

	private static final int SIZE = 1024;

	private static final int KEY = 16;

	private static final int SECONDS_OF_A_MILLION = 60;

	/** The size after which the write-ahead log is begun anew. */
	private static final long WAL = 32L << 20;

	private static final int MEGABYTE = 1 << 20;

	@Override
	public String name() {
		return "steady";
	}

	@Override
	public List<Finding> run(Bench bench) throws Exception {
		bench.broker().createTopics(List.of(TOPIC), 4);
		Path outbox = bench.outbox();
		try (RobustClient robust = RobustClient.start(bench.address(), outbox)) {
			Workload workload = PipelinedWorkload.robust("steady", TOPIC, new Payloads(SIZE), robust.template());
			workload.slice(bench.pace().warmUp());
			List<Look> looks = new ArrayList<>();
			ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
			timer.scheduleAtFixedRate(() -> looks.add(Look.at(outbox, robust)), 1, 1, TimeUnit.SECONDS);
			Sample sample = workload
				.slice(Duration.ofSeconds(SECONDS_OF_A_MILLION * (long) bench.pace().many() / 1_000_000));
			timer.shutdown();
			if (!timer.awaitTermination(5, TimeUnit.SECONDS) || sample.rate() < 2000 || looks.isEmpty()) {
				throw new InvalidRunException("The steady minute did %.1f records/s and was looked at %d times"
					.formatted(sample.rate(), looks.size()));
			}
			return findings(sample, looks);
		}
	}

	private List<Finding> findings(Sample sample, List<Look> looks) {
		return List.of(
				ratio(Row.P10, "file and WAL, to the bytes in flight and the WAL's set size, pipelined",
						range(looks, Look::share)),
				info("file", "MB", range(looks, (look) -> (double) look.file / MEGABYTE)),
				info("WAL", "MB", range(looks, (look) -> (double) look.wal / MEGABYTE)),
				info("bytes in flight", "MB", range(looks, (look) -> (double) look.inFlight() / MEGABYTE)),
				info("acknowledged", "/s", Range.of(sample.rate())));
	}

	private static Range range(List<Look> looks, ToDoubleFunction<Look> property) {
		return Range.of(looks.stream().mapToDouble(property).toArray());
	}

	/**
	 * What the files were like at one time.
	 */
	private record Look(long file, long wal, long pending) {

		static Look at(Path outbox, RobustClient client) {
			try {
				return new Look(Files.size(outbox), Files.size(Path.of(outbox + "-wal")), client.pending());
			}
			catch (IOException ex) {
				throw new IllegalStateException("The files of the outbox cannot be looked at", ex);
			}
		}

		long inFlight() {
			return this.pending * (SIZE + KEY);
		}

		double share() {
			return (double) (this.file + this.wal) / (inFlight() + WAL);
		}

	}

}
