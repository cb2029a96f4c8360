package io.github.robustkafka.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.github.robustkafka.autoconfigure.topics.TopicCreation;
import io.github.robustkafka.runtime.Outbox;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for topics that are created without
 * holding up the start.
 */
@AutoConfiguration(after = RobustKafkaAutoConfiguration.class)
@ConditionalOnBean(Outbox.class)
public final class RobustKafkaTopicAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	static TopicCreation robustKafkaTopicCreation() {
		return new TopicCreation();
	}

}
