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
import io.github.robustkafka.benchmark.work.CallersWorkload;
import io.github.robustkafka.benchmark.work.FileWorkload;
import io.github.robustkafka.benchmark.work.PipelinedWorkload;
import io.github.robustkafka.benchmark.work.VirtualThreads;

/**
 * Callers that wait: {@code send} until the record is durable, beside a plain template's
 * {@code send().get()}; and one caller beside a bare file, in many short turns, since a
 * disk has good and bad seconds.
 */
public final class SendGroup implements Group {

	private static final String TOPIC = "send";

	private static final String ASYNCHRONOUS = "plain asynchronous";

	private static final String VIRTUAL = "send, 256 virtual threads";

	private static final List<Integer> CALLERS = List.of(1, 8, 64);

	@Override
	public String name() {
		return "send";
	}

	@Override
	public List<Finding> run(Bench bench) throws Exception {
		bench.broker().createTopics(List.of(TOPIC), 4);
		Payloads payloads = new Payloads(1024);
		try (PlainClient plain = new PlainClient(bench.address());
				RobustClient robust = RobustClient.start(bench.address(), bench.outbox())) {
			List<Workload> workloads = new ArrayList<>();
			for (int callers : CALLERS) {
				workloads.add(CallersWorkload.robust(robust(callers), callers, Thread::new, TOPIC, payloads,
						robust.template()));
				workloads.add(CallersWorkload.plain(plain(callers), callers, TOPIC, payloads, plain.blocking()));
			}
			workloads.add(PipelinedWorkload.plain(ASYNCHRONOUS, TOPIC, payloads, plain.asynchronous()));
			VirtualThreads.factory()
				.ifPresent((threads) -> workloads
					.add(CallersWorkload.robust(VIRTUAL, 256, threads, TOPIC, payloads, robust.template())));
			Rounds together = new Alternation(bench.pace()).run(workloads);
			Workload file = new FileWorkload(bench.directory().resolve("file"), payloads);
			Rounds alone = new Alternation(bench.pace().inManyTurns()).run(List.of(file, workloads.get(0)));
			return findings(together, alone);
		}
	}

	private static String robust(int callers) {
		return "send, " + callers + ((callers == 1) ? " caller" : " callers");
	}

	private static String plain(int callers) {
		return "plain send().get(), " + callers + ((callers == 1) ? " caller" : " callers");
	}

	private List<Finding> findings(Rounds rounds, Rounds alone) {
		// Below 10 us nothing was synced, for example in memory; beyond 50 ms nothing
		// else could be seen.
		alone.requireControl(FileWorkload.NAME, Sample::p50, 10, 50_000);
		rounds.requireControl(plain(64), Sample::rate, 1000, 2_000_000);
		rounds.requireControl(ASYNCHRONOUS, Sample::rate, 20_000, 5_000_000);
		List<Finding> findings = new ArrayList<>();
		findings.add(ratio(Row.P3, "p50 of send, 1 caller, to append+fsync of the same bytes",
				alone.ratio(robust(1), FileWorkload.NAME, Sample::p50)));
		findings.add(ratio(Row.P4, "records/s, 64 callers: send to plain send().get()",
				rounds.ratio(robust(64), plain(64), Sample::rate)));
		if (VirtualThreads.factory().isPresent()) {
			findings.add(ratio(Row.P5, "records/s, 256 virtual threads: send to plain asynchronous",
					rounds.ratio(VIRTUAL, ASYNCHRONOUS, Sample::rate)));
			addInfo(findings, rounds, VIRTUAL);
		}
		findings.add(ratio(null, "p99 of send, 1 caller, to append+fsync of the same bytes",
				alone.ratio(robust(1), FileWorkload.NAME, Sample::p99)));
		for (int callers : List.of(1, 8)) {
			findings.add(ratio(null, "records/s, %d caller(s): send to plain send().get()".formatted(callers),
					rounds.ratio(robust(callers), plain(callers), Sample::rate)));
		}
		addInfo(findings, alone, FileWorkload.NAME);
		addInfo(findings, alone, robust(1), ", in turns with the file");
		for (int callers : CALLERS) {
			addInfo(findings, rounds, robust(callers));
			addInfo(findings, rounds, plain(callers));
		}
		findings.add(info(ASYNCHRONOUS + ": rate", "/s", rounds.range(ASYNCHRONOUS, Sample::rate)));
		return findings;
	}

	private void addInfo(List<Finding> findings, Rounds rounds, String workload) {
		addInfo(findings, rounds, workload, "");
	}

	private void addInfo(List<Finding> findings, Rounds rounds, String workload, String remark) {
		String what = workload + remark;
		findings.add(info(what + ": rate", "/s", rounds.range(workload, Sample::rate)));
		findings.add(info(what + ": p50", "us", rounds.range(workload, Sample::p50)));
		findings.add(info(what + ": p99", "us", rounds.range(workload, Sample::p99)));
	}

}
