package io.github.robustkafka.sample;

import org.apache.kafka.clients.admin.NewTopic;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.config.TopicBuilder;

import io.github.robustkafka.sample.demo.DemoAnnouncement;
import io.github.robustkafka.sample.demo.DemoConfiguration;
import io.github.robustkafka.sample.demo.sender.SenderApplication;

/**
 * Starts the shop, together with a Kafka broker when no other one is configured, and then
 * the demonstration. The demonstration starts this program a second time, as its sender.
 */
@SpringBootApplication
public class SampleApplication {

	public static void main(String[] args) {
		if (SenderApplication.isMeantBy(args)) {
			SenderApplication.run(args);
			return;
		}
		SpringApplication application = new SpringApplication(SampleApplication.class, DemoConfiguration.class);
		application.addListeners(new DemoAnnouncement());
		application.run(args);
	}

	/** There from the start, so that no listener has to wait for the first order. */
	@Bean
	NewTopic orders() {
		return TopicBuilder.name(Order.TOPIC).build();
	}

}
