package io.github.robustkafka.autoconfigure.topics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.kafka.core.KafkaAdmin;

/**
 * The thread that creates topics: again and again, with growing delays, until each admin
 * has done its work. Logs when something stands in the way and when it is gone.
 */
final class TopicCreator implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(TopicCreator.class);

	private static final Duration FIRST_DELAY = Duration.ofSeconds(1);

	/**
	 * Nobody listens: looking again costs next to nothing.
	 */
	private static final Duration LONGEST_DELAY = Duration.ofSeconds(30);

	/**
	 * Kafka listens but refuses: each attempt makes a client, which logs its whole
	 * configuration.
	 */
	private static final Duration LONGEST_DELAY_WHEN_REFUSED = Duration.ofMinutes(10);

	private static final long PROBE_WAIT_MILLIS = 300;

	/**
	 * A broker that listens creates topics in a fraction of a second, on a busy machine
	 * in one or two. Listeners that start before their topics would not look for them
	 * again for minutes, or would have them made with the wrong number of partitions.
	 */
	private static final long ATTEMPT_WAIT_MILLIS = 5000;

	private static final long CLOSE_WAIT_MILLIS = 1000;

	private final List<KafkaAdmin> admins;

	private final Thread thread = new Thread(this::run, "robust-kafka-topics");

	private final CountDownLatch probed = new CountDownLatch(1);

	private final CountDownLatch attempted = new CountDownLatch(1);

	private final CountDownLatch closed = new CountDownLatch(1);

	private volatile boolean reachable;

	private String obstacle = "";

	TopicCreator(List<KafkaAdmin> admins) {
		this.admins = new ArrayList<>(admins);
	}

	/**
	 * Starts the thread. Waits a moment for its work if a broker listens, so that topics
	 * are there before listeners start, and not otherwise.
	 */
	void start() {
		this.thread.setDaemon(true);
		this.thread.start();
		try {
			if (this.probed.await(PROBE_WAIT_MILLIS, TimeUnit.MILLISECONDS) && this.reachable
					&& !this.attempted.await(ATTEMPT_WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
				logger.debug("Creating topics takes longer than {} ms; it goes on beside the start.",
						ATTEMPT_WAIT_MILLIS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void run() {
		Duration delay = FIRST_DELAY;
		boolean wasReachable = false;
		while (!attempt()) {
			if (this.reachable && !wasReachable) {
				delay = FIRST_DELAY;
			}
			wasReachable = this.reachable;
			if (isClosedWithin(delay)) {
				return;
			}
			Duration longest = wasReachable ? LONGEST_DELAY_WHEN_REFUSED : LONGEST_DELAY;
			delay = (delay.multipliedBy(2).compareTo(longest) < 0) ? delay.multipliedBy(2) : longest;
		}
		if (!this.obstacle.isEmpty()) {
			logger.info("The topics of the NewTopic beans are there now.");
		}
	}

	private boolean isClosedWithin(Duration delay) {
		try {
			return this.closed.await(delay.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			return true;
		}
	}

	/**
	 * Lets all admins that have not done so create their topics.
	 * @return whether all have
	 */
	private boolean attempt() {
		try {
			this.admins.removeIf(this::createTopics);
			return this.admins.isEmpty();
		}
		finally {
			this.probed.countDown();
			this.attempted.countDown();
		}
	}

	/**
	 * Lets an admin create its topics.
	 * @return whether that is done
	 */
	private boolean createTopics(KafkaAdmin admin) {
		try {
			BootstrapServers servers = BootstrapServers.of(admin);
			this.reachable = servers.answer();
			this.probed.countDown();
			if (!this.reachable) {
				report("unreachable", "none of %s can be reached".formatted(servers.addresses()));
				return false;
			}
			admin.initialize();
			return !Thread.currentThread().isInterrupted();
		}
		catch (RuntimeException ex) {
			report("refused", NestedExceptionUtils.getMostSpecificCause(ex).toString());
			return false;
		}
	}

	private void report(String kind, String why) {
		if (this.closed.getCount() > 0 && !kind.equals(this.obstacle)) {
			this.obstacle = kind;
			logger.warn(
					"The topics of the NewTopic beans cannot be created: {}. That is tried again until it works; records and the application's start do not wait for it.",
					why);
		}
	}

	/**
	 * Ends the thread; what it is doing is given up.
	 */
	@Override
	public void close() {
		this.closed.countDown();
		this.thread.interrupt();
		try {
			this.thread.join(CLOSE_WAIT_MILLIS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
