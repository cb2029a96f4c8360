package io.github.robustkafka.benchmark.listen;

import java.nio.file.Path;
import java.time.Duration;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

import org.springframework.context.ConfigurableApplicationContext;

import io.github.robustkafka.benchmark.Bench;
import io.github.robustkafka.benchmark.client.Payloads;
import io.github.robustkafka.benchmark.measure.Sample;
import io.github.robustkafka.benchmark.measure.Workload;

/**
 * A listener that finds records in its topic when its application starts. As many are
 * sent beforehand as it handled in the time of a slice before.
 */
final class ListenerWorkload implements Workload {

	private static final long FIRST_RECORDS = 5000;

	private static final long MOST_RECORDS = 600_000;

	private static final long TIMEOUT_SECONDS = 60;

	private final String topic;

	private final Class<?> application;

	private final long handlerNanos;

	private final Producer<byte[], byte[]> producer;

	private final Payloads payloads;

	private final String address;

	private final Path directory;

	private double rate;

	private long sent;

	ListenerWorkload(Bench bench, String topic, Class<?> application, Duration handlerTime,
			Producer<byte[], byte[]> producer) {
		this.topic = topic;
		this.application = application;
		this.handlerNanos = handlerTime.toNanos();
		this.producer = producer;
		this.payloads = new Payloads(1024);
		this.address = bench.address();
		this.directory = bench.directory();
	}

	@Override
	public String name() {
		return this.topic;
	}

	@Override
	public double leastRate() {
		return 20;
	}

	@Override
	public Sample slice(Duration duration) throws Exception {
		long records = recordsFor(duration);
		send(records);
		Handler handler = new Handler(records, this.handlerNanos);
		try (ConfigurableApplicationContext context = ListenerApplication.start(this.application, handler, this.topic,
				this.address, this.directory)) {
			Sample sample = handler.await(TIMEOUT_SECONDS);
			this.rate = sample.rate();
			return sample;
		}
		finally {
			requireNoMoreThan(records, handler.calls());
		}
	}

	private long recordsFor(Duration duration) {
		if (this.rate == 0) {
			return (this.handlerNanos > 0) ? FIRST_RECORDS / 20 : FIRST_RECORDS;
		}
		return (long) Math.max(100, Math.min(MOST_RECORDS, this.rate * duration.toMillis() / 1000));
	}

	private void send(long records) {
		for (long i = 0; i < records; i++) {
			long number = this.sent++;
			this.producer
				.send(new ProducerRecord<>(this.topic, this.payloads.key(number), this.payloads.value(number)));
		}
		this.producer.flush();
	}

	/** More calls than records would count work that was not asked for. */
	private void requireNoMoreThan(long records, long calls) {
		if (calls > records) {
			throw new IllegalStateException(
					"'%s' was called %d times for %d records".formatted(this.topic, calls, records));
		}
	}

}
