package io.github.robustkafka.proof.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.apache.kafka.clients.producer.ProducerRecord;

import io.github.robustkafka.outbox.OutcomeUnknownException;
import io.github.robustkafka.template.RobustKafkaTemplate;

/**
 * Threads that send one record after the other, each with a key of its own, to all topics
 * in turn.
 */
final class Load {

	private static final int THREADS = 4;

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(2);

	private final RobustKafkaTemplate<String, String> template;

	private final LoadLog log;

	private final String[] topics;

	private final long first;

	private final AtomicLong accepted = new AtomicLong();

	private final AtomicLong large = new AtomicLong();

	private final List<Thread> threads = new ArrayList<>();

	private volatile boolean paused;

	private volatile int atRest;

	Load(RobustKafkaTemplate<String, String> template, LoadLog log, String[] topics, long first) {
		this.template = template;
		this.log = log;
		this.topics = topics;
		this.first = first;
	}

	void start() {
		for (int i = 0; i < THREADS; i++) {
			String key = "k" + i;
			Thread thread = new Thread(() -> run(key), "load-" + key);
			thread.setDaemon(true);
			thread.start();
			this.threads.add(thread);
		}
	}

	/**
	 * No send begins after this and none is on its way.
	 */
	synchronized void pause() {
		this.paused = true;
		while (this.atRest < THREADS) {
			waitForChange();
		}
	}

	synchronized void resume() {
		this.paused = false;
		notifyAll();
	}

	private void waitForChange() {
		try {
			wait();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private synchronized void restWhilePaused() {
		if (this.paused) {
			this.atRest++;
			notifyAll();
			while (this.paused) {
				waitForChange();
			}
			this.atRest--;
		}
	}

	long accepted() {
		return this.accepted.get();
	}

	private void run(String key) {
		for (long sequence = this.first; true; sequence++) {
			restWhilePaused();
			for (String topic : this.topics) {
				send(topic, key, sequence, "");
			}
			LockSupport.parkNanos(PAUSE);
		}
	}

	/**
	 * Sends one record of about so many bytes, under a key of its own.
	 */
	void sendLarge(String topic, int bytes) {
		send(topic, "large", this.first + this.large.incrementAndGet(), " " + "x".repeat(bytes));
	}

	private void send(String topic, String key, long sequence, String more) {
		String name = topic + " " + key + " " + sequence;
		this.log.write(LoadLog.Event.SEND, name);
		try {
			this.template.send(new ProducerRecord<>(topic, key, key + " " + sequence + more), name);
		}
		catch (OutcomeUnknownException ex) {
			this.log.write(LoadLog.Event.UNKNOWN, name);
			return;
		}
		catch (RuntimeException ex) {
			this.log.write(LoadLog.Event.REFUSED, name + " " + ex.getClass().getSimpleName());
			LockSupport.parkNanos(10 * PAUSE);
			return;
		}
		this.log.write(LoadLog.Event.ACCEPTED, name);
		this.accepted.incrementAndGet();
	}

}
