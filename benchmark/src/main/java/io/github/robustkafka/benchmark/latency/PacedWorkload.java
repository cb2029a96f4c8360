package io.github.robustkafka.benchmark.latency;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

import org.springframework.kafka.core.KafkaTemplate;

import io.github.robustkafka.benchmark.client.Payloads;
import io.github.robustkafka.benchmark.measure.Latencies;
import io.github.robustkafka.benchmark.measure.Meter;
import io.github.robustkafka.benchmark.measure.Sample;
import io.github.robustkafka.benchmark.measure.Workload;

/**
 * One caller that sends a record each time its turn comes, at a fixed rate, to topics in
 * turns. A send that begins late because the one before was slow is timed from when its
 * turn was, so that no delay is left out.
 */
final class PacedWorkload implements Workload {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final long PAUSE_NANOS = 100_000;

	/** One thread at a time sends, so the numbers of a slice have no gaps. */
	private static final AtomicLong NUMBERS = new AtomicLong();

	private final String name;

	private final int rate;

	private final List<String> topics;

	private final KafkaTemplate<byte[], byte[]> template;

	private final Stage stage;

	private final @Nullable Receiver receiver;

	private final @Nullable String deadTopic;

	private final Payloads payloads = new Payloads(1024);

	PacedWorkload(String name, int rate, List<String> topics, KafkaTemplate<byte[], byte[]> template, Stage stage,
			@Nullable Receiver receiver, @Nullable String deadTopic) {
		this.name = name;
		this.rate = rate;
		this.topics = topics;
		this.template = template;
		this.stage = stage;
		this.receiver = receiver;
		this.deadTopic = deadTopic;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public double leastRate() {
		return this.rate * 0.5;
	}

	@Override
	public Sample slice(Duration duration) throws Exception {
		int records = (int) (this.rate * duration.toMillis() / 1000);
		Times times = new Times(NUMBERS.get(), records);
		if (this.receiver != null) {
			this.receiver.report(times::end);
		}
		Meter meter = new Meter();
		long begin = System.nanoTime();
		for (int i = 0; i < records; i++) {
			long turn = begin + i * 1_000_000_000L / this.rate;
			awaitTurn(turn);
			send(turn, times);
		}
		return meter.end(records, times.await());
	}

	private static void awaitTurn(long turn) {
		for (long left = turn - System.nanoTime(); left > 0; left = turn - System.nanoTime()) {
			LockSupport.parkNanos(left);
		}
	}

	private void send(long turn, Times times) {
		long record = NUMBERS.getAndIncrement();
		times.begin(record, turn);
		byte[] value = this.payloads.value(record).clone();
		ByteBuffer.wrap(value).putLong(record);
		String topic = this.topics.get((int) (record % this.topics.size()));
		if (this.deadTopic != null && record % this.topics.size() == 0) {
			this.template.send(new ProducerRecord<>(this.deadTopic, this.payloads.key(record), value));
		}
		var future = this.template.send(topic, this.payloads.key(record), value);
		if (this.stage == Stage.RETURNED) {
			times.end(record);
		}
		else if (this.stage == Stage.ACKNOWLEDGED) {
			future.thenRun(() -> times.end(record));
		}
	}

	/**
	 * When each record of a slice began and ended.
	 */
	private static final class Times {

		private final long first;

		private final AtomicLongArray begins;

		private final AtomicLongArray times;

		private final AtomicInteger ended = new AtomicInteger();

		Times(long first, int records) {
			this.first = first;
			this.begins = new AtomicLongArray(records);
			this.times = new AtomicLongArray(records);
		}

		void begin(long record, long now) {
			this.begins.set((int) (record - this.first), now);
		}

		void end(long record) {
			int index = (int) (record - this.first);
			if (index >= 0 && index < this.times.length()) {
				this.times.set(index, System.nanoTime() - this.begins.get(index));
				this.ended.incrementAndGet();
			}
		}

		Latencies await() throws TimeoutException {
			long deadline = System.nanoTime() + TIMEOUT.toNanos();
			while (this.ended.get() < this.times.length()) {
				LockSupport.parkNanos(PAUSE_NANOS);
				if (System.nanoTime() > deadline) {
					throw new TimeoutException("%d of %d records are still on their way"
						.formatted(this.times.length() - this.ended.get(), this.times.length()));
				}
			}
			Latencies latencies = new Latencies();
			for (int i = 0; i < this.times.length(); i++) {
				latencies.add(this.times.get(i));
			}
			return latencies;
		}

	}

}
