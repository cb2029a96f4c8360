package io.github.robustkafka.relay;

import java.time.Duration;
import java.util.List;

import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the relay tells of topics that it cannot send.
 */
@ExtendWith(OutputCaptureExtension.class)
class RelayObstaclesTests {

	private final RelayBench bench = new RelayBench();

	private final OutboxRelay relay = this.bench.relay;

	@Test
	void aMissingPartitionIsAnObstacleUntilItsRecordsAreSent(CapturedOutput output) {
		this.bench.nextProducers
			.add(new ScriptedProducer().refuse((record) -> Integer.valueOf(5).equals(record.partition())
					? new TimeoutException("no partition") : null));
		this.bench.appendToPartition("t", 5, "a", "b");
		this.bench.append("t", "c");
		this.relay.doWork();
		this.bench.producer().acknowledgeAll();
		for (int i = 0; i < 10; i++) {
			this.relay.doWork();
			this.bench.pass(Duration.ofSeconds(40));
		}
		assertThat(this.relay.status().obstacles()).hasEntrySatisfying("t",
				(reason) -> assertThat(reason).contains("partition 5"));
		assertThat(output.getOut().lines()).filteredOn((line) -> line.contains("WARN"))
			.singleElement()
			.asString()
			.contains("'t'", "partition 5");
		this.bench.producer().refuse((record) -> null);
		this.bench.producer().partitions(6);
		this.bench.pass(Duration.ofSeconds(40));
		this.relay.doWork();
		assertThat(this.bench.producer().inFlight()).containsExactly("a", "b");
		assertThat(this.relay.status().obstacles()).isEmpty();
	}

	@Test
	void allMissingPartitionsOfATopicAreNamed() {
		this.bench.nextProducers.add(new ScriptedProducer().refuse((record) -> new TimeoutException("no partition")));
		this.bench.appendToPartition("t", 7, "a");
		this.bench.appendToPartition("t", 5, "b");
		this.relay.doWork();
		assertThat(this.relay.status().obstacles()).containsOnlyKeys("t");
		assertThat(this.relay.status().obstacles().get("t")).contains("partition 5, 7");
	}

	@Test
	void aTopicThatMayNotBeWrittenIsAnObstacleUntilTheBrokerTakesARecord(CapturedOutput output) {
		this.bench.append("t", "a", "b");
		this.relay.doWork();
		this.bench.producer().refuseBatch(List.of("a", "b"), new TopicAuthorizationException("t"));
		for (int i = 0; i < 10; i++) {
			this.relay.doWork();
			this.bench.producer().refuseBatch(List.of("a"), new TopicAuthorizationException("t"));
			this.relay.doWork();
			assertThat(this.relay.status().obstacles()).containsOnlyKeys("t");
			this.bench.pass(Duration.ofSeconds(40));
		}
		this.relay.doWork();
		assertThat(this.bench.producer().inFlight()).containsExactly("a");
		assertThat(this.relay.status().obstacles()).containsOnlyKeys("t");
		this.bench.producer().acknowledgeAll();
		this.relay.doWork();
		assertThat(this.relay.status().obstacles()).isEmpty();
		assertThat(output.getOut().lines()).filteredOn((line) -> line.contains("WARN")).hasSize(1);
	}

	@Test
	void aTopicWhoseLastRecordFailsIsNoLongerInTheWay() {
		this.bench.append("t", "a");
		this.relay.doWork();
		this.bench.producer().refuseBatch(List.of("a"), new TopicAuthorizationException("t"));
		this.relay.doWork();
		this.bench.producer().refuseBatch(List.of("a"), new TopicAuthorizationException("t"));
		this.relay.doWork();
		assertThat(this.relay.status().obstacles()).containsOnlyKeys("t");
		this.bench.pass(Duration.ofSeconds(40));
		this.relay.doWork();
		this.bench.producer().refuseBatch(List.of("a"), new InvalidRecordException("no key"));
		this.relay.doWork();
		assertThat(this.relay.status().obstacles()).isEmpty();
	}

	@Test
	void aTopicWhoseLastRecordCanNeverBeTakenIsNoLongerInTheWay() {
		this.bench.nextProducers.add(new ScriptedProducer().refuse((record) -> new TopicAuthorizationException("t")));
		this.bench.append("t", "a");
		this.relay.doWork();
		assertThat(this.relay.status().obstacles()).containsOnlyKeys("t");
		this.bench.producer().refuse((record) -> new RecordTooLargeException("too large"));
		this.bench.pass(Duration.ofSeconds(40));
		this.relay.doWork();
		assertThat(this.relay.status().obstacles()).isEmpty();
	}

}
