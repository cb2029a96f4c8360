package io.github.robustkafka.runtime;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import io.github.robustkafka.outbox.OutboxStore;
import io.github.robustkafka.outbox.TopicBacklog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

class OldestPendingTests {

	private final OutboxStore store = mock(OutboxStore.class);

	private final AtomicLong pending = new AtomicLong(3);

	private final AtomicLong time = new AtomicLong();

	private final OldestPending oldest = new OldestPending(this.store, this.pending::get, this.time::get);

	@Test
	void theOldestOfAllTopicsCounts() {
		given(this.store.findPendingTopics(0))
			.willReturn(List.of(new TopicBacklog("a", 7, 4000), new TopicBacklog("b", 3, 2500)));
		assertThat(this.oldest.age(10_000)).isEqualTo(Duration.ofMillis(7500));
		assertThat(this.oldest.age(2000)).isZero();
	}

	@Test
	void nothingIsLookedForWhenNothingIsPending() {
		this.pending.set(0);
		assertThat(this.oldest.age(10_000)).isZero();
		verify(this.store, never()).findPendingTopics(0);
	}

	@Test
	void theStoreIsAskedOnceASecondHoweverManyAsk() {
		given(this.store.findPendingTopics(0)).willReturn(List.of(new TopicBacklog("a", 7, 4000)));
		for (int i = 0; i < 100; i++) {
			assertThat(this.oldest.age(5000 + i)).isEqualTo(Duration.ofMillis(1000 + i));
		}
		verify(this.store, times(1)).findPendingTopics(0);
		this.time.addAndGet(TimeUnit.SECONDS.toNanos(1));
		given(this.store.findPendingTopics(0)).willReturn(List.of());
		assertThat(this.oldest.age(6000)).isZero();
		verify(this.store, times(2)).findPendingTopics(0);
	}

}
