package io.github.robustkafka.outcome;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link AwaitingByPosition}.
 */
class AwaitingByPositionTests {

	private final AwaitingByPosition waiting = new AwaitingByPosition();

	@Test
	void everybodyIsFoundOnceInAnyOrderOfPositions() {
		List<Numbered> all = LongStream.range(100, 400).mapToObj(Numbered::new).toList();
		all.forEach((one) -> this.waiting.add(one.number(), one));
		assertThat(this.waiting.positions()).hasSize(300);
		for (long i = 0; i < 300; i++) {
			// 7 has no divisor in common with 300, so each comes once.
			long position = 100 + (i * 7) % 300;
			assertThat(this.waiting.remove(position)).isEqualTo(new Numbered(position));
			assertThat(this.waiting.remove(position)).isNull();
		}
		assertThat(this.waiting.positions()).isEmpty();
	}

	@Test
	void nobodyIsFoundWhereNobodyWaits() {
		this.waiting.add(1000, new Numbered(1000));
		assertThat(this.waiting.remove(999)).isNull();
		assertThat(this.waiting.remove(1)).isNull();
		assertThat(this.waiting.remove(1000)).isEqualTo(new Numbered(1000));
		assertThat(this.waiting.remove(1_000_000)).isNull();
	}

	@Test
	void thoseWhoAreAddedWhileOthersAreRemovedAreFoundOnce() throws Exception {
		int most = 200_000;
		AtomicLong added = new AtomicLong(-1);
		ConcurrentLinkedQueue<Long> found = new ConcurrentLinkedQueue<>();
		CountDownLatch removed = new CountDownLatch(2);
		for (int i = 0; i < 2; i++) {
			new Thread(() -> {
				for (long position = 0; position < most; position++) {
					while (added.get() < position) {
						Thread.onSpinWait();
					}
					if (this.waiting.remove(position) instanceof Numbered one) {
						found.add(one.number());
					}
				}
				removed.countDown();
			}).start();
		}
		for (long position = 0; position < most; position++) {
			this.waiting.add(position, new Numbered(position));
			added.set(position);
		}
		assertThat(removed.await(1, TimeUnit.MINUTES)).isTrue();
		assertThat(found).hasSize(most).doesNotHaveDuplicates();
		assertThat(this.waiting.positions()).isEmpty();
	}

	private record Numbered(long number) implements Awaiting {

		@Override
		public int size() {
			return 1;
		}

		@Override
		public void acknowledged(int partition, long offset, long timestamp) {
		}

		@Override
		public void failed(Exception failure) {
		}

	}

}
