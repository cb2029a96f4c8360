package io.github.robustkafka.sample.broker;

import java.util.List;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * A broker that the user named: then none is started in this process.
 */
public final class OtherBroker {

	/** Where it is named. */
	public static final String PROPERTY = "spring.kafka.bootstrap-servers";

	private OtherBroker() {
	}

	/**
	 * Returns where it is.
	 * @param environment configuration of the application
	 * @return hosts and ports, none if the application starts its own broker
	 */
	public static List<String> servers(Environment environment) {
		return Binder.get(environment).bind(PROPERTY, Bindable.listOf(String.class)).orElseGet(List::of);
	}

}
