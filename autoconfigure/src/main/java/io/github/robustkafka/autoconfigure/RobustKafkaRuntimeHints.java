package io.github.robustkafka.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * What a native image needs of us: the migration scripts of the outbox. SQLite's driver
 * brings its own configuration.
 */
final class RobustKafkaRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.resources().registerPattern("io/github/robustkafka/outbox/*.sql");
		hints.resources().registerPattern("io/github/robustkafka/inbox/*.sql");
	}

}
