package io.github.robustkafka.sample.page;

import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.TopicBuilder;

/**
 * A topic for which most records are too large, to show what becomes of such a record.
 */
@Configuration(proxyBeanMethods = false)
class SmallTopic {

	static final String NAME = "small-orders";

	static final int MAX_BYTES = 120;

	@Bean
	NewTopic smallOrders() {
		return TopicBuilder.name(NAME)
			.config(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(MAX_BYTES))
			.build();
	}

}
