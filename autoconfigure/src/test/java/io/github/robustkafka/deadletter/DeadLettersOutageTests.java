package io.github.robustkafka.deadletter;

import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.robustkafka.autoconfigure.RobustContexts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What is told of dead letters while there is no broker.
 */
@Tag("slow")
class DeadLettersOutageTests {

	@Test
	@Timeout(60)
	void withoutABrokerAReplayIsRefusedInTimeAndSaysThatNothingWasChanged(@TempDir Path directory) {
		RobustContexts.in(directory)
			.withBean(Payments.class)
			.withPropertyValues("test.topic=orders", "test.group=payments")
			.run((context) -> {
				DeadLetters letters = context.getBean(DeadLetters.class);
				long begin = System.nanoTime();
				assertThatThrownBy(
						() -> letters.replay("payments", ReplaySelection.all(), ReplayOptions.DRY_RUN.forReal()))
					.isInstanceOf(DeadLettersException.class)
					.hasMessageContaining("orders-payments-dlt")
					.hasMessageContaining("Nothing was changed");
				assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
				assertThat(letters.listeners()).containsExactlyInAnyOrder("payments", "audit");
			});
	}

}
