package io.github.robustkafka.sqlite;

import io.github.robustkafka.RobustKafkaStartException;
import org.jspecify.annotations.Nullable;

/**
 * The outbox is so damaged that it is not opened. Says how to salvage it.
 */
final class OutboxDamagedException extends RobustKafkaStartException {

	private static final String ACTION = "Nothing was changed. Check the disk. Then run the application once with "
			+ "'--robust.kafka.command=salvage': it carries every record that can still be read into a new file and keeps "
			+ "the damaged one. With 'robust.kafka.outbox.on-damage=set-aside' each start does that by itself.";

	OutboxDamagedException(String message, @Nullable Throwable cause) {
		super(message, ACTION, cause);
	}

}
