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
import io.github.robustkafka.benchmark.work.PipelinedWorkload;

/**
 * {@code sendAsync} in slices that are long enough for a flood to fill the memory of the
 * relay, with fewer and with more records unacknowledged than it holds.
 */
public final class FloodGroup implements Group {

	private static final String TOPIC = "flood";

	private static final String PLAIN = "plain asynchronous, 100 B, up to 20,000 unacknowledged";

	private static final int TIMES = 8;

	@Override
	public String name() {
		return "flood";
	}

	@Override
	public List<Finding> run(Bench bench) throws Exception {
		bench.broker().createTopics(List.of(TOPIC), 4);
		Payloads payloads = new Payloads(100);
		try (PlainClient plain = new PlainClient(bench.address());
				RobustClient robust = RobustClient.start(bench.address(), bench.outbox())) {
			List<Workload> workloads = new ArrayList<>();
			workloads.add(PipelinedWorkload.plain(PLAIN, TOPIC, payloads, plain.asynchronous()));
			PipelinedWorkload flood = PipelinedWorkload.robust("sendAsync", TOPIC, payloads, robust.template());
			for (int unacknowledged : new int[] { 4_000, 20_000, 60_000 }) {
				workloads.add(flood.with("sendAsync, 100 B, up to %,d unacknowledged".formatted(unacknowledged),
						unacknowledged));
			}
			Rounds rounds = new Alternation(bench.pace().inLongSlices(TIMES)).run(workloads);
			rounds.requireControl(PLAIN, Sample::rate, 50_000, 20_000_000);
			return workloads.stream()
				.map((workload) -> info(workload.name() + ": acknowledged", "/s",
						rounds.range(workload.name(), Sample::rate)))
				.toList();
		}
	}

}
