package io.github.robustkafka.sample.broker;

import org.junit.jupiter.api.Test;

import org.springframework.boot.diagnostics.FailureAnalysis;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ResourceTakenFailureAnalyzer}.
 */
class ResourceTakenFailureAnalyzerTests {

	private final ResourceTakenFailureAnalyzer analyzer = new ResourceTakenFailureAnalyzer();

	@Test
	void takenResourceIsExplainedWithItsProperty() {
		ResourceTakenException taken = new ResourceTakenException("Port 1 is taken", BrokerProperties.PORT, null);
		FailureAnalysis analysis = this.analyzer.analyze(new IllegalStateException("bean not created", taken));
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription()).isEqualTo("Port 1 is taken.");
		assertThat(analysis.getAction()).contains("property 'sample.broker.port'");
		assertThat(analysis.getCause()).isSameAs(taken);
	}

	@Test
	void unrelatedIllegalStateExceptionIsSkipped() {
		assertThat(this.analyzer.analyze(new IllegalStateException("something else"))).isNull();
	}

}
