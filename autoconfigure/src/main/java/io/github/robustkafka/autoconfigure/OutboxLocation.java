package io.github.robustkafka.autoconfigure;

import java.nio.file.Path;
import java.util.Locale;

import io.github.robustkafka.sqlite.Durability;

/**
 * Where the outbox of this application is.
 *
 * @param file absolute path of its database file
 * @param durability what its records survive
 */
record OutboxLocation(Path file, Durability durability) {

	String describe() {
		return "%s with durability %s".formatted(this.file,
				this.durability.name().toLowerCase(Locale.ROOT).replace('_', '-'));
	}

}
