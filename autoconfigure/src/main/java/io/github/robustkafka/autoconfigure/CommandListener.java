package io.github.robustkafka.autoconfigure;

import org.springframework.boot.context.event.ApplicationPreparedEvent;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.ConfigurableEnvironment;

import io.github.robustkafka.autoconfigure.command.Command;
import io.github.robustkafka.autoconfigure.command.CommandRunner;
import io.github.robustkafka.sqlite.SqliteSettings;

/**
 * Runs the command that is set, as soon as the configuration of the application is known.
 */
final class CommandListener implements ApplicationListener<ApplicationPreparedEvent> {

	@Override
	public void onApplicationEvent(ApplicationPreparedEvent event) {
		ConfigurableEnvironment environment = event.getApplicationContext().getEnvironment();
		if (!environment.containsProperty("robust.kafka.command")) {
			return;
		}
		RobustKafkaProperties properties = Binder.get(environment)
			.bindOrCreate("robust.kafka", RobustKafkaProperties.class);
		Command command = properties.command();
		if (command == null) {
			return;
		}
		PropertiesCheck.check(properties);
		RobustKafkaProperties.Outbox outbox = properties.outbox();
		SqliteSettings settings = new SqliteSettings(
				PropertiesCheck.outboxPath(environment.resolvePlaceholders(outbox.path())), outbox.durability(),
				outbox.retention(), outbox.maxSize().toBytes(), outbox.onDamage());
		new CommandRunner().run(command, settings, properties.commandTimeout(), event.getApplicationContext());
	}

}
