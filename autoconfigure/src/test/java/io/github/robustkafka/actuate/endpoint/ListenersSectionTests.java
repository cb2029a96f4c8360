package io.github.robustkafka.actuate.endpoint;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.robustkafka.actuate.endpoint.ListenersSection.InboxDescriptor;
import io.github.robustkafka.actuate.endpoint.ListenersSection.LanesDescriptor;
import io.github.robustkafka.actuate.endpoint.ListenersSection.ListenerDescriptor;
import io.github.robustkafka.actuate.endpoint.ListenersSection.PartitionDescriptor;
import io.github.robustkafka.dispatch.DispatchState;
import io.github.robustkafka.dispatch.Ordering;
import io.github.robustkafka.inbox.InboxState;
import io.github.robustkafka.listener.ListenerSettings;
import io.github.robustkafka.listener.RunningListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class ListenersSectionTests {

	private final RunningListener listener = mock(RunningListener.class);

	@BeforeEach
	void describeListener() {
		ListenerSettings settings = mock(ListenerSettings.class);
		given(settings.id()).willReturn("payments");
		given(settings.dispatch())
			.willReturn(new ListenerSettings.Dispatch(Ordering.KEY, 64, 5000, Duration.ofSeconds(30), null));
		given(this.listener.settings()).willReturn(settings);
		given(this.listener.state()).willReturn(new DispatchState(2, 5, 1, 3, partitions(2)));
	}

	@Test
	void listenersAreShownWithTheirLanesAndTheOldestPartitionFirst() {
		given(this.listener.isRunning()).willReturn(true);
		assertThat(describe()).isEqualTo(new ListenerDescriptor("payments", true, null, null, null,
				new LanesDescriptor("key", 64, 2), 5, 1, 3, Duration.ofMillis(2000),
				List.of(new PartitionDescriptor("orders-2", 20, Duration.ofMillis(2000), 200),
						new PartitionDescriptor("orders-1", 10, Duration.ofMillis(1000), 100)),
				0));
	}

	@Test
	void whatStoppedAListenerIsShownByItsTypeAlone() {
		given(this.listener.stoppedBy()).willReturn(new IllegalStateException("order of secret-4711"));
		assertThat(describe().stoppedBy()).isEqualTo("java.lang.IllegalStateException");
		assertThat(describe().toString()).doesNotContain("4711");
	}

	@Test
	void aHundredPartitionsAtMostAreListed() {
		given(this.listener.state()).willReturn(new DispatchState(2, 5, 1, 3, partitions(130)));
		assertThat(describe().partitions()).hasSize(100).first().extracting("partition").isEqualTo("orders-130");
		assertThat(describe().morePartitions()).isEqualTo(30);
	}

	@Test
	void theInboxIsShownIfThereIsOne() {
		InboxState state = new InboxState(false, Instant.EPOCH, "disk full", 7, 4096, Duration.ofMinutes(1));
		assertThat(new ListenersSection(List::of, () -> Optional.of(state)).inbox())
			.isEqualTo(new InboxDescriptor(false, Instant.EPOCH, "disk full", 7, 4096, Duration.ofMinutes(1)));
		assertThat(ListenersSection.NONE.inbox()).isNull();
		assertThat(ListenersSection.NONE.describe()).isEmpty();
	}

	private ListenerDescriptor describe() {
		return new ListenersSection(() -> List.of(this.listener), Optional::empty).describe().get(0);
	}

	private static List<DispatchState.Partition> partitions(int count) {
		return IntStream.rangeClosed(1, count)
			.mapToObj((i) -> new DispatchState.Partition("orders-" + i, 10L * i, Duration.ofSeconds(i).plusNanos(7),
					100 * i))
			.toList();
	}

}
