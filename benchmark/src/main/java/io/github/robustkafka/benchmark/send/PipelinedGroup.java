package io.github.robustkafka.benchmark.send;

import java.util.ArrayList;
import java.util.List;

import io.github.robustkafka.benchmark.Bench;
import io.github.robustkafka.benchmark.Group;
import io.github.robustkafka.benchmark.client.Payloads;
import io.github.robustkafka.benchmark.client.PlainClient;
import io.github.robustkafka.benchmark.client.RobustClient;
import io.github.robustkafka.benchmark.measure.Alternation;
import io.github.robustkafka.benchmark.measure.Rounds;
import io.github.robustkafka.benchmark.measure.Sample;
import io.github.robustkafka.benchmark.measure.Workload;
import io.github.robustkafka.benchmark.report.Finding;
import io.github.robustkafka.benchmark.report.Row;
import io.github.robustkafka.benchmark.work.PipelinedWorkload;
import io.github.robustkafka.benchmark.work.SendAllWorkload;

/**
 * Many records at once: {@code sendAsync} and {@code sendAll} beside the plain
 * asynchronous producer.
 */
public final class PipelinedGroup implements Group {

	private static final String TOPIC = "pipelined";

	private static final String PLAIN_LARGE = "plain asynchronous, 1 KB";

	private static final String PLAIN_SMALL = "plain asynchronous, 100 B";

	private static final String ROBUST_LARGE = "sendAsync, 1 KB";

	private static final String ROBUST_SMALL = "sendAsync, 100 B";

	private static final String SEND_ALL = "sendAll of 500, 1 KB";

	@Override
	public String name() {
		return "pipelined";
	}

	@Override
	public List<Finding> run(Bench bench) throws Exception {
		bench.broker().createTopics(List.of(TOPIC), 4);
		Payloads large = new Payloads(1024);
		Payloads small = new Payloads(100);
		try (PlainClient plain = new PlainClient(bench.address());
				RobustClient robust = RobustClient.start(bench.address(), bench.outbox())) {
			List<Workload> workloads = List.of(PipelinedWorkload.plain(PLAIN_LARGE, TOPIC, large, plain.asynchronous()),
					PipelinedWorkload.robust(ROBUST_LARGE, TOPIC, large, robust.template()),
					PipelinedWorkload.plain(PLAIN_SMALL, TOPIC, small, plain.asynchronous()),
					PipelinedWorkload.robust(ROBUST_SMALL, TOPIC, small, robust.template()),
					new SendAllWorkload(SEND_ALL, robust.template(), TOPIC, large));
			return findings(new Alternation(bench.pace()).run(workloads));
		}
	}

	private List<Finding> findings(Rounds rounds) {
		rounds.requireControl(PLAIN_LARGE, Sample::rate, 20_000, 5_000_000);
		rounds.requireControl(PLAIN_SMALL, Sample::rate, 50_000, 20_000_000);
		List<Finding> findings = new ArrayList<>();
		findings.add(ratio(Row.P1, "acknowledged/s, 1 KB: sendAsync to plain asynchronous",
				rounds.ratio(ROBUST_LARGE, PLAIN_LARGE, Sample::rate)));
		findings.add(ratio(Row.P2, "acknowledged/s, 100 B: sendAsync to plain asynchronous",
				rounds.ratio(ROBUST_SMALL, PLAIN_SMALL, Sample::rate)));
		findings.add(ratio(Row.P8A, "client CPU per record, 1 KB: sendAsync to plain",
				rounds.ratio(ROBUST_LARGE, PLAIN_LARGE, Sample::cpuMicros)));
		findings.add(ratio(Row.P8B, "client CPU per record, 100 B: sendAsync to plain",
				rounds.ratio(ROBUST_SMALL, PLAIN_SMALL, Sample::cpuMicros)));
		findings.add(ratio(null, "acknowledged/s, 1 KB: sendAll of 500 to plain asynchronous",
				rounds.ratio(SEND_ALL, PLAIN_LARGE, Sample::rate)));
		for (String workload : List.of(PLAIN_LARGE, ROBUST_LARGE, SEND_ALL, PLAIN_SMALL, ROBUST_SMALL)) {
			findings.add(info(workload + ": acknowledged", "/s", rounds.range(workload, Sample::rate)));
			findings.add(info(workload + ": client CPU per record", "us", rounds.range(workload, Sample::cpuMicros)));
			findings
				.add(info(workload + ": allocated per record", "B", rounds.range(workload, Sample::bytesPerRecord)));
		}
		return findings;
	}

}
