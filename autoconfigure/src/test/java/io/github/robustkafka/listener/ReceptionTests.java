package io.github.robustkafka.listener;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.UnaryOperator;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.robustkafka.dispatch.DispatchSettings;
import io.github.robustkafka.dispatch.Dispatcher;
import io.github.robustkafka.dispatch.HandTimer;
import io.github.robustkafka.dispatch.Ordering;
import io.github.robustkafka.dispatch.RecordTask;
import io.github.robustkafka.inbox.SettableClock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link Reception}.
 */
class ReceptionTests {

	private static final TopicPartition PARTITION = new TopicPartition("orders", 0);

	private final SettableClock clock = new SettableClock();

	private final Queue<Runnable> workers = new ArrayDeque<>();

	private final List<Long> handled = new ArrayList<>();

	private final Woken consumer = new Woken();

	/** The offset that nobody can say the identity of, and -1 for none. */
	private long defect = -1;

	private final Dispatcher dispatcher = new Dispatcher(new DispatchSettings("payments", Ordering.NONE, 4, 1000,
			Duration.ZERO, UnaryOperator.identity(), this::identity), this::handle, this.workers::add,
			new HandTimer(this.clock), this.clock);

	private final Reception reception = new Reception("payments", this.dispatcher, this.consumer, this.clock);

	@BeforeEach
	void assign() {
		this.consumer.assign(List.of(PARTITION));
	}

	private @Nullable Object identity(ConsumerRecord<byte[], byte[]> record) {
		if (record.offset() == this.defect) {
			throw new IllegalStateException("a defect");
		}
		return null;
	}

	private void handle(RecordTask task) {
		this.handled.add(task.record().offset());
		task.done();
	}

	private void receive(int begin, int end) {
		for (int offset = begin; offset < end; offset++) {
			this.reception.add(new ConsumerRecord<>("orders", 0, offset, null, new byte[0]), 0);
		}
	}

	private void work() {
		Runnable worker = this.workers.poll();
		while (worker != null) {
			worker.run();
			worker = this.workers.poll();
		}
	}

	private long committed() {
		this.clock.advance(Duration.ofSeconds(1));
		this.reception.endPoll();
		OffsetAndMetadata committed = this.consumer.committed(Set.of(PARTITION)).get(PARTITION);
		return (committed != null) ? committed.offset() : -1;
	}

	@Test
	void whatCouldNotBeHandedOverIsKeptAndNotCommitted() {
		receive(0, 10);
		this.defect = 5;
		this.reception.endPoll();
		work();
		receive(10, 20);
		assertThat(committed()).isEqualTo(5);
		this.defect = -1;
		this.reception.endPoll();
		work();
		assertThat(this.handled).contains(5L, 6L, 7L, 8L, 9L, 10L, 19L);
		assertThat(committed()).isEqualTo(20);
	}

	@Test
	void aRecordThatFindsNoRoomBesideThoseIsNotTaken() {
		this.defect = 5;
		receive(0, 64);
		assertThatIllegalStateException().isThrownBy(() -> receive(64, 65));
		work();
		assertThat(committed()).isEqualTo(5);
		this.defect = -1;
		receive(64, 70);
		this.reception.endPoll();
		work();
		assertThat(committed()).isEqualTo(70);
	}

	@ParameterizedTest
	@EnumSource(names = { "REVOKED", "STOPPED" })
	void aWakeUpForAStopDoesNotCutOffTheLastCommit(DispatchingListener.End end) {
		receive(0, 10);
		assertThat(committed()).isEqualTo(-1);
		work();
		this.consumer.isWoken = true;
		this.reception.afterDrain(List.of(PARTITION), end);
		assertThat(committed()).isEqualTo(10);
	}

	@Test
	void whatWasRevokedBeforeItWasHandedOverIsNotStarted() {
		receive(0, 10);
		this.reception.beforeDrain(List.of(PARTITION));
		this.reception.endPoll();
		work();
		assertThat(this.handled).isEmpty();
	}

	/**
	 * A consumer that can be woken while it commits.
	 */
	private static final class Woken extends MockConsumer<byte[], byte[]> {

		private boolean isWoken;

		Woken() {
			super("earliest");
		}

		@Override
		public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
			if (this.isWoken) {
				this.isWoken = false;
				throw new WakeupException();
			}
			super.commitSync(offsets, timeout);
		}

	}

}
