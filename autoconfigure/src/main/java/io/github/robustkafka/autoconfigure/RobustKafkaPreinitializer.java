package io.github.robustkafka.autoconfigure;

import org.springframework.boot.autoconfigure.preinitialize.BackgroundPreinitializer;
import org.springframework.kafka.support.converter.MessagingMessageConverter;

import io.github.robustkafka.sqlite.SqliteDriver;

/**
 * Does early and beside the start what takes longest in it: unpacking SQLite's native
 * library, and the classes by which a {@code KafkaTemplate} converts messages. What fails
 * here is told when it is needed.
 */
final class RobustKafkaPreinitializer implements BackgroundPreinitializer {

	@Override
	public void preinitialize() {
		SqliteDriver.load();
		new MessagingMessageConverter();
	}

}
