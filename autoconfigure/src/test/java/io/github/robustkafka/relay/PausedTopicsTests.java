package io.github.robustkafka.relay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.apache.kafka.common.InvalidRecordException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the relay does with topics that somebody has paused.
 */
class PausedTopicsTests {

	private final RelayBench bench = new RelayBench();

	private final OutboxRelay relay = this.bench.relay;

	private final PausedTopics paused = this.relay.paused();

	@Test
	void recordsOfAPausedTopicStayPendingInOrderAndTheOthersGoOn() {
		assertThat(this.paused.pause("t")).isTrue();
		this.bench.append("t", "a", "b");
		this.bench.append("u", "c");
		work();
		assertThat(this.bench.producer().inFlight()).containsExactly("c");
		this.bench.append("t", "d");
		work();
		assertThat(this.bench.producer().inFlight()).containsExactly("c");
		assertThat(this.paused.resume("t")).isTrue();
		work();
		assertThat(this.bench.producer().inFlight()).containsExactly("c", "a", "b", "d");
	}

	@Test
	void whatIsInFlightIsStillAcknowledged() {
		this.bench.append("t", "a");
		work();
		this.paused.pause("t");
		this.bench.append("t", "b");
		this.bench.producer().acknowledgeAll();
		work();
		this.bench.writer.onStop();
		assertThat(this.bench.producer().attempts()).containsExactly("a");
		assertThat(this.bench.writer.pending()).isEqualTo(1);
		assertThat(this.bench.writer.failed()).isZero();
	}

	@Test
	void aBatchThatIsRefusedMeanwhileStaysPendingInOrder() {
		this.bench.append("t", "a", "bad", "b");
		work();
		this.paused.pause(PausedTopics.ALL);
		this.bench.append("t", "c");
		this.bench.producer().refuseBatch(List.of("bad"), new InvalidRecordException("no key"));
		for (int i = 0; i < 10; i++) {
			work();
		}
		assertThat(this.bench.producers).hasSize(1);
		assertThat(this.bench.writer.failed()).isZero();
		this.paused.resume(PausedTopics.ALL);
		List<String> sent = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			work();
			sent.addAll(this.bench.producer().inFlight());
			this.bench.producer().acknowledgeAll();
		}
		assertThat(sent).containsExactly("a", "bad", "b", "c");
	}

	@Test
	void aPausedTopicTakesNoRoomInMemoryFromTheOthers() {
		this.paused.pause("t");
		String[] values = IntStream.range(0, 30_000).mapToObj((i) -> "v" + i).toArray(String[]::new);
		for (int i = 0; i < values.length; i += 1000) {
			this.bench.append("t", Stream.of(values).skip(i).limit(1000).toArray(String[]::new));
			work();
		}
		assertThat(this.bench.handOff.isFull()).isFalse();
		this.paused.resume("t");
		List<String> sent = new ArrayList<>();
		while (sent.size() < values.length) {
			work();
			sent.addAll(this.bench.producer().inFlight());
			this.bench.producer().acknowledgeAll();
			this.bench.writer.doWork();
		}
		assertThat(sent).containsExactly(values);
	}

	@Test
	void recordsOfAnEarlierProcessWaitToo() {
		this.bench.append("t", "a", "b");
		this.paused.pause(PausedTopics.ALL);
		for (int i = 0; i < 5; i++) {
			work();
		}
		assertThat(this.bench.producers).isEmpty();
		assertThat(this.relay.restNanos()).isGreaterThan(Duration.ofMillis(100).toNanos());
		this.paused.resume(PausedTopics.ALL);
		work();
		assertThat(this.bench.producer().inFlight()).containsExactly("a", "b");
	}

	@Test
	void resumingAllLeavesNothingPaused() {
		this.paused.pause("t");
		this.paused.pause(PausedTopics.ALL);
		assertThat(this.paused.pause("t")).isFalse();
		assertThat(this.paused.names()).containsExactly(PausedTopics.ALL, "t");
		assertThat(this.paused.resume("u")).isFalse();
		assertThat(this.paused.resume(PausedTopics.ALL)).isTrue();
		assertThat(this.paused.names()).isEmpty();
		assertThat(this.paused.resume(PausedTopics.ALL)).isFalse();
	}

	/**
	 * A cycle of the relay, a second later.
	 */
	private void work() {
		this.bench.pass(Duration.ofSeconds(1));
		this.relay.doWork();
	}

}
