package io.github.robustkafka.test.app;

import org.apache.kafka.clients.admin.NewTopic;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/**
 * Sends and listens.
 */
@SpringBootApplication
public class ExampleApplication {

	@Bean
	NewTopic stock() {
		return new NewTopic("stock", 1, (short) 1);
	}

	/**
	 * The value of a record.
	 *
	 * @param item what there is
	 * @param count how many
	 */
	public record Stock(String item, int count) {
	}

}
