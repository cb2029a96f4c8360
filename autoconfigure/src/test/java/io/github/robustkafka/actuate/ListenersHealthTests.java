package io.github.robustkafka.actuate;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.github.robustkafka.dispatch.DispatchState;
import io.github.robustkafka.listener.ListenerSettings;
import io.github.robustkafka.listener.RunningListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ListenersHealth}.
 */
class ListenersHealthTests {

	private final Set<String> failingTopics = new HashSet<>();

	private final ListenersHealth health = new ListenersHealth(() -> List.of(listener(Duration.ofMinutes(6))),
			() -> this.failingTopics, Optional::empty);

	@Test
	void aRecordThatHoldsUpACommitForTooLongIsNamedWithItsThreshold() {
		assertThat(this.health.reasonToBeOutOfService(HealthThresholds.DEFAULTS)).isEqualTo(
				"listener 'payments' has not finished the record at offset 17 of orders-0 for PT6M; robust.kafka.health.max-watermark-age allows PT5M");
	}

	@Test
	void theThresholdIsThatOfTheProperties() {
		HealthThresholds patient = new HealthThresholds(null, null, null, Duration.ofMinutes(6));
		assertThat(this.health.reasonToBeOutOfService(patient)).isNull();
	}

	@Test
	void aForwardThatKafkaDoesNotTakeIsAnOutageAndNoReason() {
		this.failingTopics.add("orders-payments-dlt");
		assertThat(this.health.reasonToBeOutOfService(HealthThresholds.DEFAULTS)).isNull();
	}

	private static RunningListener listener(Duration age) {
		RunningListener listener = mock(RunningListener.class);
		ListenerSettings settings = mock(ListenerSettings.class);
		given(settings.id()).willReturn("payments");
		given(listener.settings()).willReturn(settings);
		given(listener.state())
			.willReturn(new DispatchState(1, 1, 0, 0, List.of(new DispatchState.Partition("orders-0", 17, age, 3))));
		return listener;
	}

}
