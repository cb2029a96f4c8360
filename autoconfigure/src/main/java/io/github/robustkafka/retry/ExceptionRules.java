package io.github.robustkafka.retry;

import java.time.Duration;
import java.util.List;

/**
 * What is done after which exception. The first rule that matches the exception or one of
 * its causes decides; if none does, the record is tried again.
 */
public final class ExceptionRules {

	/** Causes can form a ring. */
	static final int DEEPEST = 50;

	private static final ExceptionRule RETRY = new ExceptionRule(Throwable.class, FailureAction.RETRY, Duration.ZERO);

	private final List<ExceptionRule> rules;

	/**
	 * Creates rules.
	 * @param rules the rules, the first one first
	 */
	public ExceptionRules(List<ExceptionRule> rules) {
		this.rules = List.copyOf(rules);
	}

	ExceptionRule decide(Throwable failure) {
		return this.rules.stream().filter((rule) -> rule.matches(failure)).findFirst().orElse(RETRY);
	}

}
