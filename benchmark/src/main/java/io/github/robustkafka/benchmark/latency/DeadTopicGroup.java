package io.github.robustkafka.benchmark.latency;

import java.util.List;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import io.github.robustkafka.benchmark.Bench;
import io.github.robustkafka.benchmark.Group;
import io.github.robustkafka.benchmark.client.RobustClient;
import io.github.robustkafka.benchmark.measure.Alternation;
import io.github.robustkafka.benchmark.measure.Rounds;
import io.github.robustkafka.benchmark.measure.Sample;
import io.github.robustkafka.benchmark.report.Finding;

/**
 * Whether one topic that does not exist delays the records of 49 others. Two applications
 * in turns; one of them sends to the dead topic too.
 */
public final class DeadTopicGroup implements Group {

	private static final int LIVE = 49;

	private static final int RATE = 1000;

	private static final String DEAD = "dead";

	private static final String HEALTHY = "49 topics, send to acknowledged";

	private static final String ILL = "the same with one dead topic";

	@Override
	public String name() {
		return "dead-topic";
	}

	@Override
	public List<Finding> run(Bench bench) throws Exception {
		List<String> topics = IntStream.range(0, LIVE).mapToObj((number) -> "live-" + number).toList();
		bench.broker().createTopics(topics, 1);
		try (RobustClient healthy = RobustClient.start(bench.address(), bench.directory().resolve("healthy.db"));
				RobustClient ill = RobustClient.start(bench.address(), bench.directory().resolve("ill.db"))) {
			Rounds rounds = new Alternation(bench.pace())
				.run(List.of(workload(HEALTHY, topics, healthy, null), workload(ILL, topics, ill, DEAD)));
			if (ill.pending() == 0) {
				throw new IllegalStateException("The dead topic took records");
			}
			return List.of(
					ratio(null, "one dead topic of 50: p50 of the others", rounds.ratio(ILL, HEALTHY, Sample::p50)),
					ratio(null, "one dead topic of 50: p99 of the others", rounds.ratio(ILL, HEALTHY, Sample::p99)),
					info(HEALTHY + ": p50", "us", rounds.range(HEALTHY, Sample::p50)),
					info(HEALTHY + ": p99", "us", rounds.range(HEALTHY, Sample::p99)),
					info(ILL + ": p50", "us", rounds.range(ILL, Sample::p50)),
					info(ILL + ": p99", "us", rounds.range(ILL, Sample::p99)));
		}
	}

	private static PacedWorkload workload(String name, List<String> topics, RobustClient client,
			@Nullable String dead) {
		return new PacedWorkload(name, RATE, topics, client.template(), Stage.ACKNOWLEDGED, null, dead);
	}

}
