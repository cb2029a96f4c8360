package io.github.robustkafka.sample.demo.payments;

import java.util.Arrays;

import org.apache.kafka.clients.admin.NewTopic;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.kafka.core.KafkaAdmin;

import io.github.robustkafka.sample.broker.NoOtherBrokerCondition;
import io.github.robustkafka.sample.demo.run.Lane;
import io.github.robustkafka.sample.demo.run.RunFolder;

/**
 * The payments' beans, part of the demonstration. A broker that is not ours gets no
 * topics for it.
 */
@Conditional(NoOtherBrokerCondition.class)
public class PaymentConfiguration {

	@Bean
	KafkaAdmin.NewTopics demoTopics() {
		return new KafkaAdmin.NewTopics(Arrays.stream(Lane.values())
			.map((lane) -> TopicBuilder.name(lane.topic()).build())
			.toArray(NewTopic[]::new));
	}

	@Bean
	DemoPayments demoPayments(RunFolder folder) {
		return new DemoPayments(new PaymentLedger(folder));
	}

}
