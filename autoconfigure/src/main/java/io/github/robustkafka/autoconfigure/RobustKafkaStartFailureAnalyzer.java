package io.github.robustkafka.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import io.github.robustkafka.RobustKafkaStartException;

/**
 * Shows a {@link RobustKafkaStartException} as description and action instead of a stack
 * trace.
 */
final class RobustKafkaStartFailureAnalyzer extends AbstractFailureAnalyzer<RobustKafkaStartException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, RobustKafkaStartException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
	}

}
