package io.github.robustkafka.benchmark.backlog;

import java.time.Duration;

import io.github.robustkafka.benchmark.broker.BrokerProcess;
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
			this.outage.journal(this.records);
			return this.outage.end(this.broker);
		}
		finally {
			this.broker.resume();
		}
	}

}
