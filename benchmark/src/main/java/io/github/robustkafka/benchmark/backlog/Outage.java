package io.github.robustkafka.benchmark.backlog;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

import org.apache.kafka.clients.producer.ProducerRecord;

import io.github.robustkafka.benchmark.broker.BrokerProcess;
import io.github.robustkafka.benchmark.client.Payloads;
import io.github.robustkafka.benchmark.client.RobustClient;
import io.github.robustkafka.benchmark.measure.Latencies;
import io.github.robustkafka.benchmark.measure.Meter;
import io.github.robustkafka.benchmark.measure.Sample;

/**
 * Makes records wait, and watches them leave.
 */
final class Outage {

	private static final int BATCH = 500;

	private static final Duration TIMEOUT = Duration.ofSeconds(120);

	private static final Duration QUIET = Duration.ofSeconds(2);

	private static final long PAUSE_NANOS = 1_000_000;

	private final RobustClient client;

	private final String topic;

	private final Path outbox;

	private final Payloads payloads = new Payloads(1024);

	Outage(RobustClient client, Path outbox, String topic) {
		this.client = client;
		this.outbox = outbox;
		this.topic = topic;
	}

	/**
	 * Journals records of 1 KB.
	 * @param records how many
	 */
	void journal(int records) {
		for (int first = 0; first < records; first += BATCH) {
			List<ProducerRecord<byte[], byte[]>> batch = new ArrayList<>(BATCH);
			for (int number = first; number < Math.min(records, first + BATCH); number++) {
				batch.add(new ProducerRecord<>(this.topic, this.payloads.key(number), this.payloads.value(number)));
			}
			this.client.template().sendAll(batch);
		}
	}

	/**
	 * Lets the broker go on, and measures from the first acknowledgement after that to
	 * the last.
	 * @param broker a paused broker
	 * @return the drain
	 * @throws Exception when it takes too long
	 */
	Sample end(BrokerProcess broker) throws Exception {
		long atFirst = this.client.pending();
		broker.resume();
		long begun = awaitAtMost(atFirst - 1);
		Meter meter = new Meter();
		awaitAtMost(0);
		return meter.end(begun, new Latencies());
	}

	/**
	 * Waits until no more than so many records are pending.
	 * @param pending how many
	 * @return how many there are
	 * @throws TimeoutException when it takes too long
	 */
	long awaitAtMost(long pending) throws TimeoutException {
		long deadline = System.nanoTime() + TIMEOUT.toNanos();
		long now = this.client.pending();
		while (now > pending) {
			if (System.nanoTime() > deadline) {
				throw new TimeoutException("%d records are still pending after %s".formatted(now, TIMEOUT));
			}
			LockSupport.parkNanos(PAUSE_NANOS);
			now = this.client.pending();
		}
		return now;
	}

	/**
	 * Waits until the file has given back the room of what left, which goes on after the
	 * last acknowledgement and would slow down whoever is measured next.
	 * @throws Exception when it takes too long
	 */
	void awaitQuietFile() throws Exception {
		long deadline = System.nanoTime() + TIMEOUT.toNanos();
		long size = Files.size(this.outbox);
		long quietSince = System.nanoTime();
		while (System.nanoTime() - quietSince < QUIET.toNanos()) {
			LockSupport.parkNanos(PAUSE_NANOS);
			long now = Files.size(this.outbox);
			if (now != size) {
				size = now;
				quietSince = System.nanoTime();
			}
			if (System.nanoTime() > deadline) {
				throw new TimeoutException("The file still shrinks after %s, it has %d bytes".formatted(TIMEOUT, size));
			}
		}
	}

}
