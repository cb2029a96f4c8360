package io.github.robustkafka.benchmark.work;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;

import org.jspecify.annotations.Nullable;

import org.springframework.kafka.core.KafkaTemplate;

import io.github.robustkafka.benchmark.client.Payloads;
import io.github.robustkafka.benchmark.measure.Latencies;
import io.github.robustkafka.benchmark.measure.Meter;
import io.github.robustkafka.benchmark.measure.Sample;
import io.github.robustkafka.benchmark.measure.Workload;
import io.github.robustkafka.template.RobustKafkaTemplate;

/**
 * A number of threads that call {@code send} one record after the other. Each call is
 * timed. A slice ends when the broker has acknowledged all records.
 */
public final class CallersWorkload implements Workload {

	private static final double LEAST_RATE = 20;

	private final String name;

	private final int callers;

	private final ThreadFactory threads;

	private final Payloads payloads;

	private final Call call;

	/**
	 * Creates the workload.
	 * @param name its name
	 * @param callers how many there are
	 * @param threads makes their threads
	 * @param payloads what is sent
	 * @param call sends one record
	 */
	public CallersWorkload(String name, int callers, ThreadFactory threads, Payloads payloads, Call call) {
		this.name = name;
		this.callers = callers;
		this.threads = threads;
		this.payloads = payloads;
		this.call = call;
	}

	/**
	 * Callers of a plain template, who wait for the broker.
	 * @param name name of the workload
	 * @param callers how many there are
	 * @param topic where records go
	 * @param payloads what is sent
	 * @param template the template
	 * @return the workload
	 */
	public static Workload plain(String name, int callers, String topic, Payloads payloads,
			KafkaTemplate<byte[], byte[]> template) {
		return new CallersWorkload(name, callers, Thread::new, payloads, (key, value, records) -> {
			template.send(topic, key, value).get();
			records.acknowledged(null);
		});
	}

	/**
	 * Callers of a robust template, who wait until the record is durable.
	 * @param name name of the workload
	 * @param callers how many there are
	 * @param threads makes their threads
	 * @param topic where records go
	 * @param payloads what is sent
	 * @param template the template
	 * @return the workload
	 */
	public static Workload robust(String name, int callers, ThreadFactory threads, String topic, Payloads payloads,
			RobustKafkaTemplate<byte[], byte[]> template) {
		return new CallersWorkload(name, callers, threads, payloads,
				(key, value, records) -> template.send(topic, key, value)
					.whenComplete((result, failure) -> records.acknowledged(failure)));
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public double leastRate() {
		return LEAST_RATE;
	}

	@Override
	public Sample slice(Duration duration) throws Exception {
		Unacknowledged records = new Unacknowledged();
		List<Caller> all = new ArrayList<>();
		CountDownLatch ended = new CountDownLatch(this.callers);
		Meter meter = new Meter();
		long end = System.nanoTime() + duration.toNanos();
		for (int i = 0; i < this.callers; i++) {
			Caller caller = new Caller(i, end, records, ended);
			all.add(caller);
			this.threads.newThread(caller).start();
		}
		ended.await();
		Latencies latencies = new Latencies();
		for (Caller caller : all) {
			caller.throwFailure();
			latencies.addAll(caller.latencies);
		}
		records.await(latencies.count());
		return meter.end(latencies.count(), latencies);
	}

	/**
	 * One call, which returns when the client says that the record is sent.
	 */
	public interface Call {

		/**
		 * Sends a record.
		 * @param key its key
		 * @param value its value
		 * @param acknowledged is told when the broker has acknowledged it
		 * @throws Exception when the record was not sent
		 */
		void send(byte[] key, byte[] value, Unacknowledged acknowledged) throws Exception;

	}

	/**
	 * A caller and what it saw.
	 */
	private final class Caller implements Runnable {

		private final int number;

		private final long end;

		private final Unacknowledged records;

		private final CountDownLatch ended;

		private final Latencies latencies = new Latencies();

		private @Nullable Exception failure;

		Caller(int number, long end, Unacknowledged records, CountDownLatch ended) {
			this.number = number;
			this.end = end;
			this.records = records;
			this.ended = ended;
		}

		@Override
		public void run() {
			try {
				work();
			}
			catch (Exception ex) {
				this.failure = ex;
			}
			finally {
				this.ended.countDown();
			}
		}

		private void work() throws Exception {
			Payloads payloads = CallersWorkload.this.payloads;
			int step = CallersWorkload.this.callers;
			long begin = System.nanoTime();
			for (long record = this.number; begin < this.end; record += step) {
				CallersWorkload.this.call.send(payloads.key(record), payloads.value(record), this.records);
				long now = System.nanoTime();
				this.latencies.add(now - begin);
				begin = now;
			}
		}

		void throwFailure() throws Exception {
			if (this.failure != null) {
				throw this.failure;
			}
		}

	}

}
