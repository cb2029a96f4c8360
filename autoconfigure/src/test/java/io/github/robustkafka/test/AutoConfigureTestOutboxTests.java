package io.github.robustkafka.test;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.autoconfigure.json.JsonTest;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.test.context.ContextConfiguration;

import io.github.robustkafka.outbox.OutboxStore;
import io.github.robustkafka.test.app.ExampleApplication;
import io.github.robustkafka.test.app.ExampleApplication.Stock;
import io.github.robustkafka.test.app.StockSender;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AutoConfigureTestOutbox} and the filters of {@link RobustKafkaTest}.
 */
class AutoConfigureTestOutboxTests {

	private static final Stock TEA = new Stock("tea", 2);

	@Nested
	@AutoConfigureTestOutbox
	@SpringBootTest(classes = ExampleApplication.class,
			properties = "spring.kafka.producer.value-serializer=" + RobustKafkaTestTests.JSON)
	class WithTheWholeApplication {

		@Autowired
		StockSender sender;

		@Autowired
		AssertableOutbox outbox;

		@Autowired
		ManualRelay relay;

		@Autowired
		OutboxStore store;

		@Autowired
		KafkaListenerEndpointRegistry containers;

		@Test
		void whatAComponentSendsIsInTheOutboxOfTheTest() {
			this.sender.send(TEA);
			assertThat(this.outbox).hasSent("stock", TEA).hasPending(1);
			assertThat(this.relay.drain()).isEqualTo(1);
			assertThat(this.store).isInstanceOf(InMemoryOutboxStore.class);
		}

		@Test
		void noListenerLooksForABroker() {
			assertThat(this.containers.getAllListenerContainers()).isNotEmpty()
				.noneMatch(MessageListenerContainer::isRunning);
		}

	}

	@Nested
	@RobustKafkaTest(properties = "spring.kafka.producer.value-serializer=" + RobustKafkaTestTests.JSON,
			includeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = StockSender.class))
	@ContextConfiguration(classes = ExampleApplication.class)
	class WithAComponentThatIsIncluded {

		@Autowired
		StockSender sender;

		@Autowired
		AssertableOutbox outbox;

		@Test
		void whatItSendsIsInTheOutboxOfTheTest() {
			this.sender.send(TEA);
			assertThat(this.outbox).hasSent("stock", TEA);
		}

	}

	@Nested
	@JsonTest
	@AutoConfigureTestOutbox
	@ContextConfiguration(classes = ExampleApplication.class)
	class WithAnotherSlice {

		@Autowired
		KafkaTemplate<String, String> template;

		@Autowired
		AssertableOutbox outbox;

		@Test
		void whatIsSentIsInTheOutboxOfTheTest() {
			this.template.send("stock", "tea");
			assertThat(this.outbox).hasSent("stock", "tea");
		}

	}

}
