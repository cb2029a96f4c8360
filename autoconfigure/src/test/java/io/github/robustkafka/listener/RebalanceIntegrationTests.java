package io.github.robustkafka.listener;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.github.robustkafka.broker.BrokerExtension;
import io.github.robustkafka.broker.BrokerProcess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Members join and leave a listener's groups under load, in each protocol of rebalances,
 * and a model checks what becomes of the records.
 */
@ExtendWith(BrokerExtension.class)
class RebalanceIntegrationTests {

	private static final Logger logger = LoggerFactory.getLogger(RebalanceIntegrationTests.class);

	/** Joins and leaves for each protocol. */
	private static final int EVENTS = Integer.getInteger("robust.rebalances", 4);

	private static final int MOST_MEMBERS = 4;

	private static final int PARTITIONS = 8;

	private static final int KEYS = 60;

	private static final Duration BETWEEN_EVENTS = Duration.ofMillis(500);

	@TempDir
	static Path directory;

	private final Random random = new Random();

	private BrokerProcess broker;

	/**
	 * How members agree on who gets what.
	 */
	enum Protocol {

		EAGER("partition.assignment.strategy=org.apache.kafka.clients.consumer.RangeAssignor",
				"session.timeout.ms=3000", "heartbeat.interval.ms=300"),

		COOPERATIVE("partition.assignment.strategy=org.apache.kafka.clients.consumer.CooperativeStickyAssignor",
				"session.timeout.ms=3000", "heartbeat.interval.ms=300"),

		CONSUMER("group.protocol=consumer");

		private final String[] properties;

		Protocol(String... properties) {
			this.properties = properties;
		}

		String[] properties() {
			String[] all = this.properties.clone();
			for (int i = 0; i < all.length; i++) {
				String[] parts = all[i].split("=");
				all[i] = "spring.kafka.consumer.properties[%s]=%s".formatted(parts[0], parts[1]);
			}
			return all;
		}

	}

	@ParameterizedTest
	@EnumSource
	void nothingIsLostOverlapsOrGoesBackWhileMembersJoinAndLeave(Protocol protocol, BrokerProcess shared)
			throws Exception {
		this.broker = shared;
		String topic = this.broker.topics().createNew("orders", PARTITIONS);
		HandlingModel model = new HandlingModel(topic);
		String group = "g-" + topic;
		long sent;
		try (CommittedOffsets offsets = new CommittedOffsets(this.broker)) {
			offsets.watch(group, model::look, Duration.ofMillis(50));
			offsets.watch(group + "-retry", model::look, Duration.ofMillis(50));
			sent = joinAndLeave(members(protocol, topic, group, model), topic);
			await().atMost(Duration.ofSeconds(60)).until(() -> model.handled() == sent);
			await().atMost(Duration.ofSeconds(20)).until(() -> offsets.sum(group, topic) == sent);
		}
		finally {
			this.present.forEach(Member::leave);
			this.present.forEach(Member::close);
			this.leaving.forEach(Member::close);
		}
		logger.info("{}: {} events, {} records, {} failed once, {} duplicates, {} commits seen, violations: {}",
				protocol, EVENTS, sent, model.failed(), model.duplicates(), model.commits(), model.violations());
		assertThat(model.violations()).isEmpty();
	}

	private final Deque<Member> present = new ArrayDeque<>();

	private final Deque<Member> leaving = new ArrayDeque<>();

	private long joinAndLeave(ApplicationContextRunner runner, String topic) throws Exception {
		long[] sequences = new long[KEYS];
		long sent = 0;
		try (Producing producing = new Producing(this.broker)) {
			for (int event = 0; event < EVENTS; event++) {
				boolean join = this.present.isEmpty()
						|| (this.present.size() < MOST_MEMBERS && this.random.nextBoolean());
				if (join) {
					this.present.add(Member.start(in(runner)));
				}
				else {
					Member leaver = this.random.nextBoolean() ? this.present.removeFirst() : this.present.removeLast();
					leaver.leave();
					this.leaving.add(leaver);
				}
				long until = System.nanoTime() + (long) (BETWEEN_EVENTS.toNanos() * 2 * this.random.nextDouble());
				while (System.nanoTime() < until) {
					int key = this.random.nextInt(KEYS);
					producing.send(topic, "k" + key, Long.toString(sequences[key]++));
					sent++;
					LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
				}
			}
			if (this.present.isEmpty()) {
				this.present.add(Member.start(in(runner)));
			}
		}
		return sent;
	}

	private static ApplicationContextRunner in(ApplicationContextRunner runner) throws Exception {
		Path own = Files.createTempDirectory(directory, "member");
		return runner.withPropertyValues("robust.kafka.outbox.path=" + own.resolve("outbox.db"));
	}

	private ApplicationContextRunner members(Protocol protocol, String topic, String group, HandlingModel model) {
		return ListenerContexts.in(this.broker, directory)
			.withBean(Handler.class, () -> new Handler(model))
			.withPropertyValues("test.topic=" + topic, "test.group=" + group,
					"robust.kafka.listener.deduplication.enabled=false", "robust.kafka.listener.retry.attempts=2",
					"robust.kafka.listener.retry.backoff.delay=300ms", "robust.kafka.listener.drain-timeout=20s",
					"robust.kafka.listener.concurrency=" + (1 + this.random.nextInt(2)))
			.withPropertyValues(protocol.properties());
	}

	static class Handler {

		private static final int SLOW = 997;

		private final HandlingModel model;

		Handler(HandlingModel model) {
			this.model = model;
		}

		@RobustListener(id = "payments", topics = "${test.topic}", groupId = "${test.group}")
		void charge(ConsumerRecord<String, String> order) {
			int number = (order.key() + order.value()).hashCode() & 0xffff;
			boolean failing = number % 50 == 7;
			boolean fail = this.model.begin(order, failing);
			boolean succeeded = false;
			try {
				long millis = (number % SLOW == 0) ? 2000 : number % 5;
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
				if (fail) {
					throw new IllegalStateException("once");
				}
				succeeded = true;
			}
			finally {
				this.model.end(order, failing, succeeded);
			}
		}

	}

}
