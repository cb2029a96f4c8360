package io.github.robustkafka.retry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ExceptionRules}.
 */
class ExceptionRulesTests {

	private static ExceptionRule rule(Class<? extends Throwable> type, FailureAction action) {
		return new ExceptionRule(type, action, Duration.ZERO);
	}

	private static FailureAction decide(Throwable failure, ExceptionRule... rules) {
		return new ExceptionRules(List.of(rules)).decide(failure).action();
	}

	@Test
	void whatNoRuleMatchesIsTriedAgain() {
		assertThat(decide(new IllegalStateException())).isEqualTo(FailureAction.RETRY);
		assertThat(decide(new Error(), rule(Exception.class, FailureAction.DROP))).isEqualTo(FailureAction.RETRY);
	}

	@Test
	void theFirstMatchDecides() {
		ExceptionRule special = rule(IllegalStateException.class, FailureAction.STOP);
		ExceptionRule general = rule(RuntimeException.class, FailureAction.DROP);
		assertThat(decide(new IllegalStateException(), special, general)).isEqualTo(FailureAction.STOP);
		assertThat(decide(new IllegalStateException(), general, special)).isEqualTo(FailureAction.DROP);
	}

	@Test
	void causesMatchAsWell() {
		Throwable failure = new IllegalStateException(new UncheckedIOException(new IOException("disk")));
		assertThat(decide(failure, rule(IOException.class, FailureAction.PAUSE))).isEqualTo(FailureAction.PAUSE);
	}

	@Test
	void theOrderOfRulesCountsMoreThanTheDepthOfCauses() {
		Throwable failure = new IllegalStateException(new IOException("disk"));
		assertThat(decide(failure, rule(IOException.class, FailureAction.PAUSE),
				rule(IllegalStateException.class, FailureAction.DROP)))
			.isEqualTo(FailureAction.PAUSE);
	}

	@Test
	@Timeout(10)
	void aRingOfCausesEnds() {
		Exception first = new Exception("first");
		Exception second = new Exception("second", first);
		first.initCause(second);
		assertThat(decide(first, rule(IOException.class, FailureAction.DROP))).isEqualTo(FailureAction.RETRY);
	}

	@Test
	void anExceptionThatIsItsOwnCauseEnds() {
		Exception own = new Exception() {

			@Override
			public synchronized Throwable getCause() {
				return this;
			}

		};
		assertThat(decide(own, rule(IOException.class, FailureAction.DROP))).isEqualTo(FailureAction.RETRY);
	}

}
