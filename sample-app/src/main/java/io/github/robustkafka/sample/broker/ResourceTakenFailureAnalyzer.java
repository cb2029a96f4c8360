package io.github.robustkafka.sample.broker;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says which port or folder is taken and which property chooses another one.
 */
class ResourceTakenFailureAnalyzer extends AbstractFailureAnalyzer<ResourceTakenException> {

	private static final String ACTION = """
			Consider one of the following:
			    Stop the process that has it; it may be this application, started twice.
			    Choose another one with the property '%s'.
			    Use a broker that runs already: name it in 'spring.kafka.bootstrap-servers'.

			A second instance on this machine needs its own values for each of: server.port, sample.broker.port, \
			sample.broker.data, robust.kafka.outbox.path, demo.data.""";

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, ResourceTakenException cause) {
		return new FailureAnalysis(cause.getMessage() + ".", ACTION.formatted(cause.getProperty()), cause);
	}

}
