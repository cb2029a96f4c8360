package io.github.robustkafka.autoconfigure;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.diagnostics.FailureAnalysis;

import io.github.robustkafka.RobustKafkaStartException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RobustKafkaStartFailureAnalyzer}.
 */
class RobustKafkaStartFailureAnalyzerTests {

	private final RobustKafkaStartFailureAnalyzer analyzer = new RobustKafkaStartFailureAnalyzer();

	@Test
	void startExceptionBecomesDescriptionAndAction() {
		RobustKafkaStartException failure = new RobustKafkaStartException("What was found.", "What to do.");
		FailureAnalysis analysis = this.analyzer.analyze(new BeanCreationException("Wrapped", failure));
		assertThat(analysis.getDescription()).isEqualTo("What was found.");
		assertThat(analysis.getAction()).isEqualTo("What to do.");
		assertThat(analysis.getCause()).isSameAs(failure);
	}

	@Test
	void unrelatedFailureIsSkipped() {
		assertThat(this.analyzer.analyze(new BeanCreationException("Other", new IllegalStateException()))).isNull();
	}

}
