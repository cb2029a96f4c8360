package io.github.robustkafka.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.boot.context.properties.bind.BindableRuntimeHintsRegistrar;
import org.springframework.kafka.core.KafkaAdmin;

import io.github.robustkafka.autoconfigure.listener.ListenerProperties;
import io.github.robustkafka.autoconfigure.topics.TopicCreation;

/**
 * What a native image needs of us and cannot see: the migration scripts, the settings
 * that are bound for each listener, the fields of {@link KafkaAdmin} that
 * {@link TopicCreation} looks at, and a method that older versions of Java do not have.
 * SQLite's driver brings its own configuration; the methods of listeners are told by
 * their annotations.
 */
final class RobustKafkaRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.resources().registerPattern("io/github/robustkafka/outbox/*.sql");
		hints.resources().registerPattern("io/github/robustkafka/inbox/*.sql");
		BindableRuntimeHintsRegistrar.forTypes(RobustKafkaProperties.class, ListenerProperties.class)
			.registerHints(hints);
		hints.reflection()
			.registerType(KafkaAdmin.class,
					(admin) -> TopicCreation.FIELDS_OF_ADMIN.forEach((field) -> admin.withField(field)))
			.registerType(Thread.class, (thread) -> thread.withMethod("isVirtual", List.of(), ExecutableMode.INVOKE));
	}

}
