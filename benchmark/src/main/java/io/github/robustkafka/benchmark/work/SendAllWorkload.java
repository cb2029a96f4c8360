package io.github.robustkafka.benchmark.work;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.apache.kafka.clients.producer.ProducerRecord;

import io.github.robustkafka.benchmark.client.Payloads;
import io.github.robustkafka.benchmark.measure.Latencies;
import io.github.robustkafka.benchmark.measure.Meter;
import io.github.robustkafka.benchmark.measure.Sample;
import io.github.robustkafka.benchmark.measure.Workload;
import io.github.robustkafka.template.RobustKafkaTemplate;

/**
 * One caller that journals 500 records with each {@code sendAll}, as long as no more than
 * 20,000 are unacknowledged.
 */
public final class SendAllWorkload implements Workload {

	private static final int BATCH = 500;

	private static final int WINDOW = 20_000;

	private final String name;

	private final RobustKafkaTemplate<byte[], byte[]> template;

	private final String topic;

	private final Payloads payloads;

	/**
	 * Creates the workload.
	 * @param name its name
	 * @param template what sends
	 * @param topic where records go
	 * @param payloads what is sent
	 */
	public SendAllWorkload(String name, RobustKafkaTemplate<byte[], byte[]> template, String topic, Payloads payloads) {
		this.name = name;
		this.template = template;
		this.topic = topic;
		this.payloads = payloads;
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
		Window window = new Window(WINDOW);
		Latencies latencies = new Latencies();
		Meter meter = new Meter();
		long end = System.nanoTime() + duration.toNanos();
		for (long number = 0; System.nanoTime() < end; number += BATCH) {
			List<ProducerRecord<byte[], byte[]>> batch = batch(number, window);
			long begin = System.nanoTime();
			this.template.sendAll(batch)
				.forEach((future) -> future.whenComplete((metadata, failure) -> window.acknowledged(failure)));
			latencies.add(System.nanoTime() - begin);
		}
		return meter.end(window.awaitAll(), latencies);
	}

	private List<ProducerRecord<byte[], byte[]>> batch(long first, Window window) throws Exception {
		List<ProducerRecord<byte[], byte[]>> batch = new ArrayList<>(BATCH);
		for (long number = first; number < first + BATCH; number++) {
			window.enter();
			batch.add(new ProducerRecord<>(this.topic, this.payloads.key(number), this.payloads.value(number)));
		}
		return batch;
	}

}
