package io.github.robustkafka.benchmark.listen;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.robustkafka.benchmark.Bench;
import io.github.robustkafka.benchmark.Group;
import io.github.robustkafka.benchmark.client.PlainClient;
import io.github.robustkafka.benchmark.measure.Alternation;
import io.github.robustkafka.benchmark.measure.Rounds;
import io.github.robustkafka.benchmark.measure.Sample;
import io.github.robustkafka.benchmark.report.Finding;
import io.github.robustkafka.benchmark.report.Row;

/**
 * {@code @RobustListener}, with its retries and its de-duplication on as they are by
 * default, beside {@code @KafkaListener}: once with a handler that does nothing, once
 * with one that takes 5 ms.
 */
public final class ListenGroup implements Group {

	private static final Duration BUSY = Duration.ofMillis(5);

	private static final String PLAIN = "listen-plain-noop";

	private static final String ROBUST = "listen-robust-noop";

	private static final String PLAIN_BUSY = "listen-plain-5ms";

	private static final String ROBUST_BUSY = "listen-robust-5ms";

	@Override
	public String name() {
		return "listen";
	}

	@Override
	public List<Finding> run(Bench bench) throws Exception {
		bench.broker().createTopics(List.of(PLAIN, ROBUST, PLAIN_BUSY, ROBUST_BUSY), 4);
		try (PlainClient plain = new PlainClient(bench.address())) {
			List<ListenerWorkload> workloads = List.of(
					new ListenerWorkload(bench, PLAIN, ListenerApplication.Plain.class, Duration.ZERO,
							plain.asynchronous()),
					new ListenerWorkload(bench, ROBUST, ListenerApplication.Robust.class, Duration.ZERO,
							plain.asynchronous()),
					new ListenerWorkload(bench, PLAIN_BUSY, ListenerApplication.Plain.class, BUSY,
							plain.asynchronous()),
					new ListenerWorkload(bench, ROBUST_BUSY, ListenerApplication.Robust.class, BUSY,
							plain.asynchronous()));
			return findings(new Alternation(bench.pace()).run(workloads));
		}
	}

	private List<Finding> findings(Rounds rounds) {
		rounds.requireControl(PLAIN, Sample::rate, 5000, 5_000_000);
		// One thread that takes 5 ms for each record can handle at most 200 in a second.
		rounds.requireControl(PLAIN_BUSY, Sample::rate, 100, 201);
		List<Finding> findings = new ArrayList<>();
		findings.add(ratio(Row.P12A, "records/s, no-op handler: @RobustListener to @KafkaListener",
				rounds.ratio(ROBUST, PLAIN, Sample::rate)));
		findings.add(ratio(Row.P12B, "records/s, 5 ms handler: 64 in flight to one thread",
				rounds.ratio(ROBUST_BUSY, PLAIN_BUSY, Sample::rate)));
		findings.add(ratio(null, "client CPU per record, no-op handler: @RobustListener to @KafkaListener",
				rounds.ratio(ROBUST, PLAIN, Sample::cpuMicros)));
		for (String workload : List.of(PLAIN, ROBUST, PLAIN_BUSY, ROBUST_BUSY)) {
			findings.add(info(workload + ": rate", "/s", rounds.range(workload, Sample::rate)));
		}
		for (String workload : List.of(PLAIN, ROBUST)) {
			findings.add(info(workload + ": client CPU per record", "us", rounds.range(workload, Sample::cpuMicros)));
			findings
				.add(info(workload + ": allocated per record", "B", rounds.range(workload, Sample::bytesPerRecord)));
		}
		return findings;
	}

}
