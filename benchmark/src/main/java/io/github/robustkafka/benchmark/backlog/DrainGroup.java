package io.github.robustkafka.benchmark.backlog;

import java.nio.file.Path;
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

/**
 * What gathered while the broker was away is published, beside the plain asynchronous
 * producer.
 */
public final class DrainGroup implements Group {

	private static final String TOPIC = "drain";

	private static final String PLAIN = "plain asynchronous";

	@Override
	public String name() {
		return "drain";
	}

	@Override
	public List<Finding> run(Bench bench) throws Exception {
		bench.broker().createTopics(List.of(TOPIC), 4);
		String drain = "drain of %,d pending after an outage".formatted(bench.pace().many());
		Path outbox = bench.outbox();
		try (PlainClient plain = new PlainClient(bench.address());
				RobustClient robust = RobustClient.start(bench.address(), outbox)) {
			Workload control = PipelinedWorkload.plain(PLAIN, TOPIC, new Payloads(1024), plain.asynchronous());
			DrainWorkload outages = new DrainWorkload(drain, bench.broker(), new Outage(robust, outbox, TOPIC),
					bench.pace().many());
			control.slice(bench.pace().warmUp().dividedBy(2));
			Rounds rounds = new Alternation(bench.pace().inFewerTurns(3)).run(List.of(control, outages));
			rounds.requireControl(PLAIN, Sample::rate, 20_000, 5_000_000);
			return List.of(
					ratio(Row.P7, drain + ": acknowledged/s to plain asynchronous",
							rounds.ratio(drain, PLAIN, Sample::rate)),
					info(drain + ": acknowledged", "/s", rounds.range(drain, Sample::rate)),
					info(drain + ": duration", "s", rounds.range(drain, Sample::seconds)),
					info(drain + ": client CPU per record", "us", rounds.range(drain, Sample::cpuMicros)),
					info("journaled meanwhile by sendAll of 500, warm-up included", "/s", outages.journaled()),
					info(PLAIN + ": acknowledged", "/s", rounds.range(PLAIN, Sample::rate)));
		}
	}

}
