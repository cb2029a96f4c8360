package io.github.robustkafka.retry;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RetrySettings} and {@link TopicChain}.
 */
class RetrySettingsTests {

	private static final TopicNaming NAMES = new TopicNaming("{topic}-{group}-retry-{index}", "{topic}-{group}-dlt");

	private static RetrySettings settings(int attempts, Duration delay, double multiplier, Duration maxDelay) {
		return new RetrySettings(1, Duration.ZERO, attempts, delay, multiplier, maxDelay, 0);
	}

	@Test
	void eachDelayHasATopicOfItsOwn() {
		RetrySettings settings = settings(5, Duration.ofSeconds(1), 3, Duration.ofMinutes(10));
		assertThat(settings.tiers()).containsExactly(tier(1, 2, 2), tier(3, 3, 3), tier(9, 4, 4), tier(27, 5, 5));
	}

	@Test
	void equalDelaysShareATopic() {
		assertThat(settings(6, Duration.ofSeconds(5), 1, Duration.ofMinutes(1)).tiers()).containsExactly(tier(5, 2, 6));
	}

	@Test
	void whatReachesTheLongestDelaySharesATopic() {
		RetrySettings settings = settings(7, Duration.ofSeconds(1), 4, Duration.ofSeconds(10));
		assertThat(settings.tiers()).containsExactly(tier(1, 2, 2), tier(4, 3, 3), tier(10, 4, 7));
	}

	@Test
	void aDelayIsNeverLongerThanTheLongest() {
		assertThat(settings(2, Duration.ofSeconds(20), 2, Duration.ofSeconds(10)).tiers())
			.containsExactly(tier(10, 2, 2));
		assertThat(settings(100, Duration.ofHours(1), 1e300, Duration.ofDays(1)).tiers())
			.containsExactly(tier(3600, 2, 2), tier(86400, 3, 100));
	}

	@Test
	void oneAttemptNeedsNoTopic() {
		assertThat(settings(1, Duration.ofSeconds(1), 2, Duration.ofSeconds(1)).tiers()).isEmpty();
	}

	@Test
	void delaysOfZeroShareATopic() {
		assertThat(settings(4, Duration.ZERO, 3, Duration.ofSeconds(1)).tiers()).containsExactly(tier(0, 2, 4));
	}

	@Test
	void impossibleSettingsAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> settings(0, Duration.ZERO, 1, Duration.ZERO))
			.withMessageContaining("but are 1 and 0");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new RetrySettings(0, Duration.ZERO, 1, Duration.ZERO, 1, Duration.ZERO, 0))
			.withMessageContaining("but are 0 and 1");
	}

	@Test
	void aChainNamesItsTopics() {
		TopicChain chain = new TopicChain("orders.eu", settings(3, Duration.ofSeconds(1), 2, Duration.ofMinutes(1)),
				NAMES, "pay", true);
		assertThat(chain.main()).isEqualTo("orders.eu");
		assertThat(chain.retryTopics()).containsExactly("orders.eu-pay-retry-0", "orders.eu-pay-retry-1");
		assertThat(chain.deadLetterTopic()).isEqualTo("orders.eu-pay-dlt");
		assertThat(chain.ownTopics()).containsExactly("orders.eu-pay-retry-0", "orders.eu-pay-retry-1",
				"orders.eu-pay-dlt");
		assertThat(chain.tierOf("orders.eu")).isEqualTo(-1);
		assertThat(chain.tierOf("orders.eu-pay-retry-1")).isEqualTo(1);
	}

	@Test
	void aChainKnowsTheTopicOfEachAttempt() {
		TopicChain chain = new TopicChain("orders", settings(6, Duration.ofSeconds(1), 4, Duration.ofSeconds(10)),
				NAMES, "pay", false);
		assertThat(chain.deadLetterTopic()).isNull();
		assertThat(new int[] { chain.tierFor(1), chain.tierFor(2), chain.tierFor(3), chain.tierFor(4), chain.tierFor(6),
				chain.tierFor(7) })
			.containsExactly(-1, 0, 1, 2, 2, -1);
	}

	private static RetryTier tier(int seconds, int firstAttempt, int lastAttempt) {
		return new RetryTier(Duration.ofSeconds(seconds), firstAttempt, lastAttempt);
	}

}
