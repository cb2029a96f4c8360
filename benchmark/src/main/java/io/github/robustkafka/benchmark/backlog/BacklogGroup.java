package io.github.robustkafka.benchmark.backlog;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.github.robustkafka.benchmark.Bench;
import io.github.robustkafka.benchmark.Group;
import io.github.robustkafka.benchmark.client.Payloads;
import io.github.robustkafka.benchmark.client.RobustClient;
import io.github.robustkafka.benchmark.measure.Alternation;
import io.github.robustkafka.benchmark.measure.Range;
import io.github.robustkafka.benchmark.measure.Rounds;
import io.github.robustkafka.benchmark.measure.Sample;
import io.github.robustkafka.benchmark.measure.Workload;
import io.github.robustkafka.benchmark.report.Finding;
import io.github.robustkafka.benchmark.report.Row;
import io.github.robustkafka.benchmark.work.CallersWorkload;

/**
 * Whether a send costs more when many records of a topic that does not exist are pending.
 * Three applications with an outbox each, used in turns by 8 callers.
 */
public final class BacklogGroup implements Group {

	private static final String TOPIC = "backlog";

	private static final String ABSENT = "does-not-exist";

	private static final int SOME = 10_000;

	private static final int CALLERS = 8;

	@Override
	public String name() {
		return "backlog";
	}

	@Override
	public List<Finding> run(Bench bench) throws Exception {
		bench.broker().createTopics(List.of(TOPIC), 4);
		try (RobustClient none = client(bench, 0);
				RobustClient some = client(bench, SOME);
				RobustClient many = client(bench, bench.pace().many())) {
			Payloads payloads = new Payloads(1024);
			List<Workload> workloads = List.of(workload(0, payloads, none), workload(SOME, payloads, some),
					workload(bench.pace().many(), payloads, many));
			return findings(new Alternation(bench.pace()).run(workloads), bench.pace().many());
		}
	}

	private static RobustClient client(Bench bench, int pending) throws Exception {
		Path outbox = bench.directory().resolve(pending + "/outbox.db");
		RobustClient client = RobustClient.start(bench.address(), outbox);
		new Outage(client, outbox, ABSENT).journal(pending);
		if (client.pending() != pending) {
			throw new IllegalStateException("%d records are pending, not %d".formatted(client.pending(), pending));
		}
		return client;
	}

	private static Workload workload(int pending, Payloads payloads, RobustClient client) {
		return CallersWorkload.robust(name(pending), CALLERS, Thread::new, TOPIC, payloads, client.template());
	}

	private static String name(int pending) {
		return "send, 8 callers, %,d pending".formatted(pending);
	}

	private List<Finding> findings(Rounds rounds, int many) {
		String none = name(0);
		rounds.requireControl(none, Sample::rate, 200, 2_000_000);
		List<Finding> findings = new ArrayList<>();
		findings.add(ratio(Row.P6, "cost of a send with %,d pending to none, 8 callers".formatted(many),
				cost(rounds, name(many), none)));
		findings.add(ratio(null, "cost of a send with %,d pending to none, 8 callers".formatted(SOME),
				cost(rounds, name(SOME), none)));
		for (int pending : List.of(0, SOME, many)) {
			findings.add(info(name(pending) + ": rate", "/s", rounds.range(name(pending), Sample::rate)));
			findings.add(info(name(pending) + ": p50", "us", rounds.range(name(pending), Sample::p50)));
			findings.add(info(name(pending) + ": p99", "us", rounds.range(name(pending), Sample::p99)));
		}
		return findings;
	}

	private static Range cost(Rounds rounds, String workload, String control) {
		return rounds.ratio(workload, control, (sample) -> 1 / sample.rate());
	}

}
