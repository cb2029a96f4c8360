package io.github.robustkafka.benchmark.backlog;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.robustkafka.benchmark.broker.BrokerProcess;
import io.github.robustkafka.benchmark.measure.Range;
import io.github.robustkafka.benchmark.measure.Sample;
import io.github.robustkafka.benchmark.measure.Workload;

/**
 * An outage in which a fixed number of records gathers. Only the drain after it counts;
 * the length of the slice does not matter.
 */
final class DrainWorkload implements Workload {

	private final String name;

	private final BrokerProcess broker;

	private final Outage outage;

	private final int records;

	private final List<Double> journaled = new ArrayList<>();

	DrainWorkload(String name, BrokerProcess broker, Outage outage, int records) {
		this.name = name;
		this.broker = broker;
		this.outage = outage;
		this.records = records;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public double leastRate() {
		return 1000;
	}

	@Override
	public Sample slice(Duration duration) throws Exception {
		this.broker.pause();
		try {
			long begin = System.nanoTime();
			this.outage.journal(this.records);
			this.journaled.add(this.records * 1e9 / (System.nanoTime() - begin));
			Sample sample = this.outage.end(this.broker);
			this.outage.awaitQuietFile();
			return sample;
		}
		finally {
			this.broker.resume();
		}
	}

	/**
	 * Returns how fast records were journaled during the outages.
	 * @return records in a second
	 */
	Range journaled() {
		return Range.of(this.journaled);
	}

}
