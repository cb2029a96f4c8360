package io.github.robustkafka.retry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

import io.github.robustkafka.dispatch.HandTimer;
import io.github.robustkafka.inbox.SettableClock;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Forwarder}.
 */
class ForwarderTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private final HandTimer timer = new HandTimer(new SettableClock());

	private final List<MockProducer<byte[], byte[]>> producers = new ArrayList<>();

	private final List<Producer<byte[], byte[]>> unused = new ArrayList<>();

	private final Forwarder forwarder = new Forwarder(this::create, this.unused::add, this.timer);

	private int acknowledged;

	private int failed;

	private boolean wanted = true;

	private Producer<byte[], byte[]> create() {
		MockProducer<byte[], byte[]> producer = new MockProducer<>(false, null, new ByteArraySerializer(),
				new ByteArraySerializer());
		this.producers.add(producer);
		return producer;
	}

	private MockProducer<byte[], byte[]> producer() {
		return this.producers.get(this.producers.size() - 1);
	}

	private final Forward.Progress progress = new Forward.Progress() {

		@Override
		public void acknowledged() {
			ForwarderTests.this.acknowledged++;
		}

		@Override
		public void failed() {
			ForwarderTests.this.failed++;
		}

		@Override
		public boolean goesOn() {
			return ForwarderTests.this.wanted;
		}

	};

	private void forward() {
		this.forwarder.forward(
				new Forward((slim, anywhere) -> new ProducerRecord<>("orders-d", new byte[] { (byte) (slim ? 1 : 0) }),
						this.progress));
	}

	@Test
	void thereIsNoProducerBeforeTheFirstRecord() {
		assertThat(this.producers).isEmpty();
		this.forwarder.close();
		assertThat(this.producers).isEmpty();
	}

	@Test
	void theEndIsToldWhenTheBrokerHasAnswered() {
		forward();
		assertThat(this.acknowledged).isZero();
		producer().completeNext();
		assertThat(this.acknowledged).isEqualTo(1);
		assertThat(this.producers).hasSize(1);
	}

	@Test
	void itIsTriedAgainUntilTheBrokerHasIt() {
		forward();
		for (int i = 1; i <= 20; i++) {
			producer().errorNext(new NotEnoughReplicasException("too few"));
			assertThat(this.failed).isEqualTo(i);
			assertThat(this.acknowledged).isZero();
			this.timer.advance(LONG);
		}
		assertThat(this.forwarder.failingTopics()).containsExactly("orders-d");
		producer().completeNext();
		assertThat(this.acknowledged).isEqualTo(1);
		assertThat(this.forwarder.failingTopics()).isEmpty();
		assertThat(this.producers).as("one producer for all of it").hasSize(1);
		assertThat(producer().history()).hasSize(21);
	}

	@Test
	void aTopicFailsAsLongAsARecordWaitsForIt() {
		forward();
		forward();
		producer().errorNext(new NotEnoughReplicasException("too few"));
		producer().errorNext(new NotEnoughReplicasException("too few"));
		this.timer.advance(LONG);
		producer().completeNext();
		assertThat(this.forwarder.failingTopics()).containsExactly("orders-d");
		producer().completeNext();
		assertThat(this.forwarder.failingTopics()).isEmpty();
	}

	@Test
	void aTopicThatNobodyWantsToReachAnyMoreDoesNotFail() {
		forward();
		producer().errorNext(new NotEnoughReplicasException("too few"));
		assertThat(this.forwarder.failingTopics()).containsExactly("orders-d");
		this.wanted = false;
		this.timer.advance(LONG);
		assertThat(producer().history()).hasSize(1);
		assertThat(this.forwarder.failingTopics()).isEmpty();
	}

	@Test
	void itWaitsLongerEachTimeUpToHalfAMinute() {
		forward();
		List<Long> waits = new ArrayList<>();
		for (int i = 0; i < 12; i++) {
			int sent = producer().history().size();
			producer().errorNext(new NotEnoughReplicasException("too few"));
			long waited = 0;
			while (producer().history().size() == sent) {
				this.timer.advance(Duration.ofMillis(100));
				waited += 100;
			}
			waits.add(waited);
		}
		assertThat(waits).startsWith(100L, 200L, 400L, 800L).endsWith(2_000L, 2_000L);
	}

	@Test
	void aRecordThatIsTooLargeIsSentSlim() {
		forward();
		producer().errorNext(new RecordTooLargeException("too large"));
		this.timer.advance(LONG);
		assertThat(producer().history()).extracting((record) -> record.value()[0]).containsExactly((byte) 0, (byte) 1);
		producer().errorNext(new NotEnoughReplicasException("too few"));
		this.timer.advance(LONG);
		assertThat(producer().history().get(2).value()).as("it stays slim").containsExactly(1);
		assertThat(this.producers).hasSize(1);
	}

	@Test
	void aNewProducerMayNeedAFewAttemptsToFindATopic() {
		forward();
		for (int i = 0; i < 3; i++) {
			producer().errorNext(new TimeoutException("not in the metadata"));
			assertThat(this.forwarder.failingTopics()).isEmpty();
			this.timer.advance(LONG);
		}
		producer().errorNext(new TimeoutException("not in the metadata"));
		assertThat(this.forwarder.failingTopics()).containsExactly("orders-d");
	}

	@Test
	void aProducerThatIsBrokenIsReplaced() {
		forward();
		forward();
		MockProducer<byte[], byte[]> broken = producer();
		broken.errorNext(new ProducerFencedException("fenced"));
		this.timer.advance(Duration.ZERO);
		assertThat(broken.closed()).isTrue();
		broken.errorNext(new KafkaException("closed forcefully"));
		this.timer.advance(LONG);
		assertThat(this.producers).as("replaced once").hasSize(2);
		producer().completeNext();
		producer().completeNext();
		assertThat(this.acknowledged).isEqualTo(2);
	}

	@Test
	void theUseOfEachProducerEndsBeforeThereIsAnotherOneOrWithTheForwarder() {
		forward();
		producer().errorNext(new ProducerFencedException("fenced"));
		assertThat(this.unused).isEqualTo(this.producers).hasSize(1);
		this.timer.advance(LONG);
		assertThat(this.producers).hasSize(2);
		this.forwarder.close();
		this.forwarder.close();
		assertThat(this.unused).isEqualTo(this.producers);
	}

	@Test
	void aTopicThatIsForbiddenBreaksNoProducer() {
		forward();
		producer().errorNext(new TopicAuthorizationException("forbidden"));
		this.timer.advance(LONG);
		assertThat(this.producers).hasSize(1);
		producer().completeNext();
		assertThat(this.acknowledged).isEqualTo(1);
	}

	@Test
	void aProducerThatCannotBeMadeOrThrowsIsTriedAgain() {
		List<MockProducer<byte[], byte[]>> made = new ArrayList<>();
		Forwarder unlucky = new Forwarder(() -> {
			MockProducer<byte[], byte[]> producer = new MockProducer<>(true, null, new ByteArraySerializer(),
					new ByteArraySerializer());
			made.add(producer);
			if (made.size() == 1) {
				throw new KafkaException("no such host");
			}
			if (made.size() == 2) {
				producer.sendException = new IllegalStateException("closed");
			}
			return producer;
		}, this.unused::add, this.timer);
		unlucky.forward(new Forward((slim, anywhere) -> new ProducerRecord<>("orders-d", new byte[0]), this.progress));
		this.timer.advance(LONG);
		assertThat(made).hasSize(3);
		assertThat(this.failed).isEqualTo(2);
		assertThat(this.acknowledged).isEqualTo(1);
	}

	@Test
	void nothingIsSentOrToldAfterItIsClosed() {
		forward();
		forward();
		MockProducer<byte[], byte[]> last = producer();
		last.errorNext(new NotEnoughReplicasException("too few"));
		this.forwarder.close();
		this.forwarder.close();
		last.errorNext(new KafkaException("closed forcefully"));
		forward();
		this.timer.advance(LONG);
		assertThat(this.producers).hasSize(1);
		assertThat(last.closed()).isTrue();
		assertThat(last.history()).hasSize(2);
		assertThat(this.acknowledged).isZero();
		assertThat(this.failed).as("before it was closed").isEqualTo(1);
	}

	@Test
	void noProducerIsMadeWhenItIsClosedMeanwhile() {
		this.forwarder.forward(new Forward((slim, anywhere) -> {
			this.forwarder.close();
			return new ProducerRecord<>("orders-d", new byte[0]);
		}, this.progress));
		this.timer.advance(LONG);
		assertThat(this.producers).isEmpty();
	}

}
