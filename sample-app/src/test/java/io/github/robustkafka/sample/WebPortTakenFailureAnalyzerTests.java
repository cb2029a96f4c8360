package io.github.robustkafka.sample;

import org.junit.jupiter.api.Test;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.PortInUseException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WebPortTakenFailureAnalyzer}.
 */
class WebPortTakenFailureAnalyzerTests {

	private final WebPortTakenFailureAnalyzer analyzer = new WebPortTakenFailureAnalyzer();

	@Test
	void takenPortIsExplainedWithItsProperty() {
		FailureAnalysis analysis = this.analyzer
			.analyze(new IllegalStateException("not started", new PortInUseException(8080)));
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription()).isEqualTo("The shop cannot listen on port 8080: it is taken.");
		assertThat(analysis.getAction()).contains("property 'server.port'");
	}

	@Test
	void unrelatedIllegalStateExceptionIsSkipped() {
		assertThat(this.analyzer.analyze(new IllegalStateException("something else"))).isNull();
	}

}
