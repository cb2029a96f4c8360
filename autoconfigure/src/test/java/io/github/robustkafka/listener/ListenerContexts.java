package io.github.robustkafka.listener;

import java.nio.file.Path;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.github.robustkafka.autoconfigure.RobustContexts;
import io.github.robustkafka.broker.BrokerProcess;

/**
 * Application contexts with listeners, connected to a broker.
 */
final class ListenerContexts {

	private ListenerContexts() {
	}

	/**
	 * A context whose consumers take texts and begin at the beginning.
	 * @param broker a running broker
	 * @param directory where outbox and inbox are to be
	 * @return the runner
	 */
	static ApplicationContextRunner in(BrokerProcess broker, Path directory) {
		return RobustContexts.in(directory)
			.withPropertyValues("spring.kafka.bootstrap-servers=" + broker.bootstrapServers(),
					"spring.kafka.consumer.auto-offset-reset=earliest");
	}

}
