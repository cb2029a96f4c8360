package io.github.robustkafka.sample;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Says which property chooses another port for the shop, as Spring Boot's own analysis
 * does not.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class WebPortTakenFailureAnalyzer extends AbstractFailureAnalyzer<PortInUseException> {

	private static final String ACTION = """
			Consider one of the following:
			    Stop the process that has it; it may be this application, started twice.
			    Choose another one with the property 'server.port'.""";

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, PortInUseException cause) {
		return new FailureAnalysis("The shop cannot listen on port %d: it is taken.".formatted(cause.getPort()), ACTION,
				cause);
	}

}
