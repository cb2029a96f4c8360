package io.github.robustkafka.benchmark.latency;

import java.util.ArrayList;
import java.util.List;

import org.springframework.kafka.core.KafkaTemplate;

import io.github.robustkafka.benchmark.Bench;
import io.github.robustkafka.benchmark.Group;
import io.github.robustkafka.benchmark.client.PlainClient;
import io.github.robustkafka.benchmark.client.RobustClient;
import io.github.robustkafka.benchmark.measure.Alternation;
import io.github.robustkafka.benchmark.measure.Rounds;
import io.github.robustkafka.benchmark.measure.Sample;
import io.github.robustkafka.benchmark.report.Finding;

/**
 * The way of a record from {@code send} to the consumer, at 200 records in a second of
 * one caller, beside the plain template without linger.
 */
public final class LatencyGroup implements Group {

	private static final String TOPIC = "latency";

	private static final int RATE = 200;

	@Override
	public String name() {
		return "latency";
	}

	@Override
	public List<Finding> run(Bench bench) throws Exception {
		bench.broker().createTopics(List.of(TOPIC), 4);
		try (PlainClient plain = new PlainClient(bench.address());
				RobustClient robust = RobustClient.start(bench.address(), bench.outbox());
				Receiver receiver = new Receiver(bench.address(), TOPIC)) {
			List<PacedWorkload> workloads = new ArrayList<>();
			for (Stage stage : Stage.values()) {
				workloads.add(workload("plain", stage, plain.blocking(), receiver));
				workloads.add(workload("robust", stage, robust.template(), receiver));
			}
			Rounds rounds = new Alternation(bench.pace()).run(workloads);
			rounds.requireControl(name("plain", Stage.RECEIVED), Sample::p50, 20, 100_000);
			return findings(rounds);
		}
	}

	private static PacedWorkload workload(String client, Stage stage, KafkaTemplate<byte[], byte[]> template,
			Receiver receiver) {
		return new PacedWorkload(name(client, stage), RATE, List.of(TOPIC), template, stage,
				(stage == Stage.RECEIVED) ? receiver : null, null);
	}

	private static String name(String client, Stage stage) {
		return client + ", " + stage;
	}

	private List<Finding> findings(Rounds rounds) {
		List<Finding> findings = new ArrayList<>();
		findings.add(ratio(null, "p50, send to received: robust to plain",
				rounds.ratio(name("robust", Stage.RECEIVED), name("plain", Stage.RECEIVED), Sample::p50)));
		for (String client : List.of("plain", "robust")) {
			for (Stage stage : Stage.values()) {
				String workload = name(client, stage);
				findings.add(info(workload + ": p50", "us", rounds.range(workload, Sample::p50)));
				findings.add(info(workload + ": p99", "us", rounds.range(workload, Sample::p99)));
			}
		}
		return findings;
	}

}
