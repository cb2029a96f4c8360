package io.github.robustkafka.sample;

import io.github.robustkafka.sample.broker.InProcessBroker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

import io.github.robustkafka.sample.demo.Demo;
import io.github.robustkafka.sample.demo.DemoEndedEvent;

/**
 * Prints what to type next, once the application is ready and the demonstration over.
 */
@Component
class CurlHint {

	private static final Logger logger = LoggerFactory.getLogger(CurlHint.class);

	private static final String PAGE = """
			  http://%1$s/    # in a browser: stop the broker, send, look
			""";

	private static final String ORDER = """
			  curl %1$s/orders -H 'Content-Type: application/json' -d '{"id":"n1","item":"tea","quantity":2}'
			""";

	private static final String PAYMENT = """
			  curl %1$s/orders -H 'Content-Type: application/json' -d '{"id":"n2","item":"decaf","quantity":1}' \
			   # is paid at the third try, "poison" never
			""";

	private static final String OUTAGE = """
			  curl -X POST %1$s/broker/stop     # an outage: orders are still accepted, and wait
			  curl -X POST %1$s/broker/start    # they arrive
			""";

	private static final String HEALTH = """
			  curl %1$s/actuator/health/robustKafka
			""";

	private final Environment environment;

	private final ObjectProvider<InProcessBroker> broker;

	CurlHint(Environment environment, ObjectProvider<InProcessBroker> broker) {
		this.environment = environment;
		this.broker = broker;
	}

	/** Waits for the end of the demonstration, if there is one. */
	@EventListener
	void ready(ApplicationReadyEvent ready) {
		if (ready.getApplicationContext().getBeanNamesForType(Demo.class).length == 0) {
			print();
		}
	}

	@EventListener(DemoEndedEvent.class)
	void print() {
		String hint = PAGE + ORDER + PAYMENT + ((this.broker.getIfAvailable() != null) ? OUTAGE : "") + HEALTH;
		String url = "localhost:" + this.environment.getProperty("local.server.port", "8080");
		logger.info("The shop is open. Try:\n{}", hint.formatted(url).stripTrailing());
	}

}
