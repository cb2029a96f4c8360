package io.github.robustkafka.sample.demo;

import java.util.List;

import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

import io.github.robustkafka.sample.broker.OtherBroker;

/**
 * Says what is going to be shown as soon as the configuration is known, long before the
 * application is up.
 */
public final class DemoAnnouncement implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

	@Override
	public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
		Environment environment = event.getEnvironment();
		boolean command = environment.containsProperty("robust.kafka.command");
		if (!command && environment.getProperty("demo.enabled", boolean.class, true)) {
			List<String> servers = OtherBroker.servers(environment);
			Screen.standardOutput().say(servers.isEmpty() ? Words.ANNOUNCEMENT : Words.OTHER_BROKER);
		}
	}

}
