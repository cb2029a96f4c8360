package io.github.robustkafka.benchmark.peers;

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
import io.github.robustkafka.benchmark.work.PipelinedWorkload;

/**
 * Other outboxes with 8 callers, which is what serves them best here, beside the robust
 * template with as many callers and pipelined. They promise different things, and the
 * table says which.
 */
public final class PeersGroup implements Group {

	static final String TOPIC = "peers";

	static final int CALLERS = 8;

	private static final String PLAIN = "plain send().get(), 8 callers (nothing kept)";

	private static final String MODULITH = "Spring Modulith 2.1.0, JDBC on H2, 8 callers "
			+ "(not synced; atomic with the database; no order)";

	private static final String NAMASTACK = "Namastack Outbox 1.6.0, JDBC on H2, 8 callers "
			+ "(not synced; atomic with the database; order by key)";

	private static final String SEND = "robust send, 8 callers (synced; not atomic with a database; order by key)";

	private static final String PIPELINED = "robust sendAsync (the same; the future tells when it is synced)";

	@Override
	public String name() {
		return "peers";
	}

	@Override
	public List<Finding> run(Bench bench) throws Exception {
		bench.broker().createTopics(List.of(TOPIC), 4);
		Payloads payloads = new Payloads(1024);
		try (PlainClient plain = new PlainClient(bench.address());
				RobustClient robust = RobustClient.start(bench.address(), bench.outbox())) {
			List<Workload> workloads = List.of(
					new PeerWorkload(MODULITH, payloads, bench.directory(),
							(database) -> Peer.start("modulith", ModulithApplication.class, bench.address(), database,
									ModulithApplication.TUNED)),
					new PeerWorkload(NAMASTACK, payloads, bench.directory(),
							(database) -> Peer.start("namastack", NamastackApplication.class, bench.address(), database,
									NamastackApplication.TUNED)),
					CallersWorkload.plain(PLAIN, CALLERS, TOPIC, payloads, plain.blocking()),
					CallersWorkload.robust(SEND, CALLERS, Thread::new, TOPIC, payloads, robust.template()),
					PipelinedWorkload.robust(PIPELINED, TOPIC, payloads, robust.template()));
			return findings(new Alternation(bench.pace()).run(workloads));
		}
	}

	private List<Finding> findings(Rounds rounds) {
		rounds.requireControl(PLAIN, Sample::rate, 500, 1_000_000);
		List<Finding> findings = new ArrayList<>();
		for (String peer : List.of(MODULITH, NAMASTACK)) {
			String shortName = peer.substring(0, peer.indexOf(','));
			findings.add(ratio(Row.P9, "acknowledged/s: robust sendAsync to " + shortName,
					rounds.ratio(PIPELINED, peer, Sample::rate)));
			findings.add(ratio(null, "acknowledged/s, 8 callers each: robust send to " + shortName,
					rounds.ratio(SEND, peer, Sample::rate)));
		}
		for (String workload : List.of(MODULITH, NAMASTACK, PLAIN, SEND, PIPELINED)) {
			findings.add(info(workload, "/s", rounds.range(workload, Sample::rate)));
		}
		for (String workload : List.of(MODULITH, NAMASTACK, SEND)) {
			findings.add(info("p50 of one call: " + workload.substring(0, workload.indexOf(',')), "us",
					rounds.range(workload, Sample::p50)));
		}
		return findings;
	}

}
