package io.github.robustkafka.benchmark.work;

import java.time.Duration;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

import io.github.robustkafka.benchmark.client.Payloads;
import io.github.robustkafka.benchmark.measure.Latencies;
import io.github.robustkafka.benchmark.measure.Meter;
import io.github.robustkafka.benchmark.measure.Sample;
import io.github.robustkafka.benchmark.measure.Workload;
import io.github.robustkafka.template.RobustKafkaTemplate;

/**
 * One thread that sends without waiting for an answer, as long as no more than so many
 * records are unacknowledged. A slice ends when the broker has acknowledged all of it.
 */
public final class PipelinedWorkload implements Workload {

	private static final int WINDOW = 20_000;

	private static final int CLOCK_MASK = 63;

	private final String name;

	private final double leastRate;

	private final Payloads payloads;

	private final Submission submission;

	private final int window;

	/**
	 * Creates a workload with up to 20,000 records unacknowledged.
	 * @param name its name
	 * @param leastRate records in a second below which something is wrong
	 * @param payloads what is sent
	 * @param submission sends one record
	 */
	public PipelinedWorkload(String name, double leastRate, Payloads payloads, Submission submission) {
		this(name, leastRate, payloads, submission, WINDOW);
	}

	private PipelinedWorkload(String name, double leastRate, Payloads payloads, Submission submission, int window) {
		this.name = name;
		this.leastRate = leastRate;
		this.payloads = payloads;
		this.submission = submission;
		this.window = window;
	}

	/**
	 * The plain asynchronous producer.
	 * @param name name of the workload
	 * @param topic where records go
	 * @param payloads what is sent
	 * @param producer the producer
	 * @return the workload
	 */
	public static Workload plain(String name, String topic, Payloads payloads, Producer<byte[], byte[]> producer) {
		return new PipelinedWorkload(name, 5000, payloads, (key, value, window) -> producer
			.send(new ProducerRecord<>(topic, key, value), (metadata, failure) -> window.acknowledged(failure)));
	}

	/**
	 * The robust template's {@code sendAsync}.
	 * @param name name of the workload
	 * @param topic where records go
	 * @param payloads what is sent
	 * @param template the template
	 * @return the workload
	 */
	public static PipelinedWorkload robust(String name, String topic, Payloads payloads,
			RobustKafkaTemplate<byte[], byte[]> template) {
		return new PipelinedWorkload(name, 2000, payloads,
				(key, value, window) -> template.sendAsync(new ProducerRecord<>(topic, key, value))
					.acknowledged()
					.whenComplete((metadata, failure) -> window.acknowledged(failure)));
	}

	/**
	 * The same with another number of records unacknowledged.
	 * @param name name of the workload
	 * @param unacknowledged how many, at most
	 * @return a new workload
	 */
	public PipelinedWorkload with(String name, int unacknowledged) {
		return new PipelinedWorkload(name, this.leastRate, this.payloads, this.submission, unacknowledged);
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public double leastRate() {
		return this.leastRate;
	}

	@Override
	public Sample slice(Duration duration) throws Exception {
		Window window = new Window(this.window);
		Meter meter = new Meter();
		long end = System.nanoTime() + duration.toNanos();
		for (long number = 0; (number & CLOCK_MASK) != 0 || System.nanoTime() < end; number++) {
			window.enter();
			this.submission.submit(this.payloads.key(number), this.payloads.value(number), window);
		}
		return meter.end(window.awaitAll(), new Latencies());
	}

	/**
	 * Sends one record without waiting.
	 */
	public interface Submission {

		/**
		 * Sends.
		 * @param key key of the record
		 * @param value value of the record
		 * @param window is told when the broker has acknowledged it
		 */
		void submit(byte[] key, byte[] value, Window window);

	}

}
