package io.github.robustkafka.autoconfigure;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.IntegerSerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.retrytopic.DestinationTopic;
import org.springframework.kafka.retrytopic.DestinationTopicResolver;
import org.springframework.kafka.support.ProducerListener;
import org.springframework.kafka.support.converter.RecordMessageConverter;
import org.springframework.test.util.ReflectionTestUtils;

import io.github.robustkafka.runtime.Outbox;
import io.github.robustkafka.template.RobustKafkaTemplate;
import io.github.robustkafka.template.RobustKafkaTemplates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link RobustKafkaTemplateAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class RobustKafkaTemplateAutoConfigurationTests {

	private static final String WARNING = "These KafkaTemplate beans are not robust";

	@TempDir
	Path directory;

	private ApplicationContextRunner runner() {
		return RobustContexts.in(this.directory);
	}

	@Test
	void kafkaTemplateIsRobustWhateverItIsInjectedAs(CapturedOutput output) {
		runner().withUserConfiguration(InjectionForms.class).run((context) -> {
			InjectionForms forms = context.getBean(InjectionForms.class);
			Object template = context.getBean("kafkaTemplate");
			assertThat(template).isInstanceOf(RobustKafkaTemplate.class);
			assertThat(List.of(forms.typed, forms.raw, forms.operations, forms.robust))
				.allMatch((one) -> one == template);
			assertThat(forms.all).isSameAs(template);
			assertThat(context.getBean(KafkaTemplate.class)).isSameAs(template);
			assertThat(context.getBean(KafkaOperations.class)).isSameAs(template);
			assertThat(output).doesNotContain(WARNING);
		});
	}

	@Test
	void templateIsWiredAsSpringBootWiresItsOwn() {
		RecordMessageConverter converter = mock(RecordMessageConverter.class);
		ProducerListener<?, ?> listener = mock(ProducerListener.class);
		runner().withBean(RecordMessageConverter.class, () -> converter)
			.withBean(ProducerListener.class, () -> listener)
			.withPropertyValues("spring.kafka.template.default-topic=orders",
					"spring.kafka.template.observation-enabled=true")
			.run((context) -> {
				for (String name : List.of("kafkaTemplate", "defaultRetryTopicKafkaTemplate")) {
					KafkaTemplate<?, ?> template = context.getBean(name, KafkaTemplate.class);
					assertThat(template.getMessageConverter()).isSameAs(converter);
					assertThat(template.getDefaultTopic()).isEqualTo("orders");
					assertThat(template).hasFieldOrPropertyWithValue("observationEnabled", true);
				}
				assertThat(context.getBean("defaultRetryTopicKafkaTemplate")).extracting("producerListener")
					.isSameAs(listener);
				assertThat(context.getBean("kafkaTemplate")).extracting("producerListener.delegate").isSameAs(listener);
			});
	}

	@Test
	void templateOfSpringBootIsBackWhenSwitchedOff(CapturedOutput output) {
		runner().withPropertyValues("robust.kafka.template.enabled=false").run((context) -> {
			assertThat(context).hasSingleBean(KafkaTemplate.class).hasSingleBean(Outbox.class);
			assertThat(context).getBean(KafkaTemplate.class).isNotInstanceOf(RobustKafkaTemplate.class);
			assertThat(output).doesNotContain(WARNING);
			assertThat(context.getBean(NotRobustTemplates.class).names()).containsExactly("kafkaTemplate");
		});
	}

	@Test
	void usersOwnTemplateWinsAndIsNamedInOneWarning(CapturedOutput output) {
		runner().withUserConfiguration(OwnTemplate.class).run((context) -> {
			assertThat(context).hasSingleBean(KafkaTemplate.class).hasBean("plain");
			assertThat(output).containsOnlyOnce(WARNING)
				.contains("[plain]")
				.contains("RobustKafkaTemplates.create(producerFactory)");
		});
	}

	@Test
	void usersOwnRobustTemplatesAreNotWarnedOf(CapturedOutput output) {
		runner().withUserConfiguration(OwnRobustTemplate.class).run((context) -> {
			assertThat(context).hasSingleBean(KafkaTemplate.class).doesNotHaveBean("kafkaTemplate");
			assertThat(context).getBean(KafkaTemplate.class).isInstanceOf(RobustKafkaTemplate.class);
			context.getBean(OwnRobustTemplate.class).template.send("orders", "key", 1);
			assertThat(context.getBean(Outbox.class).writer().pending()).isEqualTo(1);
			assertThat(output).doesNotContain(WARNING);
		});
	}

	@Test
	void usersOwnProducerFactoryGivesItsSerializers() {
		runner().withUserConfiguration(OwnProducerFactory.class).run((context) -> {
			assertThat(context).hasSingleBean(ProducerFactory.class);
			KafkaTemplate<String, Integer> template = context.getBean(OwnProducerFactory.Sender.class).template();
			assertThat(template).isInstanceOf(RobustKafkaTemplate.class);
			template.send("orders", "key", 1);
			assertThat(context.getBean(Outbox.class).writer().pending()).isEqualTo(1);
		});
	}

	@Test
	void retryTopicsFindADirectTemplateByItsName() {
		runner().run((context) -> {
			KafkaOperations<?, ?> template = context.getBean("defaultRetryTopicKafkaTemplate", KafkaOperations.class);
			assertThat(template).isNotInstanceOf(RobustKafkaTemplate.class);
			assertThat(template.getProducerFactory()).isSameAs(context.getBean(ProducerFactory.class));
			assertThat(context.getBeanProvider(KafkaOperations.class).getIfUnique())
				.isInstanceOf(RobustKafkaTemplate.class);
		});
	}

	@Test
	void forwardsOfARetryableTopicAreSentDirectly() {
		runner().withUserConfiguration(RetryableListener.class).run((context) -> {
			assertThat(context).hasNotFailed();
			DestinationTopic next = context.getBean(DestinationTopicResolver.class)
				.resolveDestinationTopic("orders", "orders", 1, new IllegalStateException(), 0);
			assertThat(next.getDestinationName()).startsWith("orders-retry");
			assertThat(next.getKafkaOperations()).isSameAs(context.getBean("defaultRetryTopicKafkaTemplate"));
		});
	}

	@Test
	void directTemplateCanBeInjectedByItsName() {
		runner().withUserConfiguration(Qualified.class)
			.run((context) -> assertThat(context.getBean(Qualified.class).template)
				.isSameAs(context.getBean("defaultRetryTopicKafkaTemplate")));
	}

	@Test
	void springBootsRetryTopicsForwardByTheDirectTemplate() {
		runner()
			.withPropertyValues("spring.kafka.retry.topic.enabled=true", "spring.kafka.retry.topic.attempts=3",
					"spring.kafka.retry.topic.delay=10ms")
			.run((context) -> {
				Object configuration = context.getBean("kafkaRetryTopicConfiguration");
				List<?> destinations = (List<?>) ReflectionTestUtils.invokeMethod(configuration,
						"getDestinationTopicProperties");
				assertThat(destinations).isNotEmpty()
					.allSatisfy((destination) -> assertThat(destination).hasFieldOrPropertyWithValue("kafkaOperations",
							context.getBean("defaultRetryTopicKafkaTemplate")));
			});
	}

	@Test
	void springBootsRetryTopicsKeepTheUsersOwnTemplate() {
		runner().withUserConfiguration(OwnTemplate.class)
			.withPropertyValues("spring.kafka.retry.topic.enabled=true")
			.run((context) -> assertThat(context).hasBean("kafkaRetryTopicConfiguration")
				.doesNotHaveBean("defaultRetryTopicKafkaTemplate"));
	}

	private static DefaultKafkaProducerFactory<String, Integer> integers() {
		Map<String, Object> config = new HashMap<>();
		config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, RobustContexts.NO_BROKER);
		return new DefaultKafkaProducerFactory<>(config, new StringSerializer(), new IntegerSerializer());
	}

	record Order(String id) {
	}

	@Configuration(proxyBeanMethods = false)
	static class InjectionForms {

		@Autowired
		KafkaTemplate<String, String> typed;

		@Autowired
		@SuppressWarnings("rawtypes")
		KafkaTemplate raw;

		@Autowired
		KafkaOperations<Integer, Object> operations;

		@Autowired
		RobustKafkaTemplate<String, Order> robust;

		KafkaTemplate<?, ?> all;

		@Autowired
		void all(List<KafkaTemplate<?, ?>> templates) {
			assertThat(templates).hasSize(1);
			this.all = templates.get(0);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnTemplate {

		@Bean
		KafkaTemplate<?, ?> plain(ProducerFactory<?, ?> producerFactory) {
			return new KafkaTemplate<>(producerFactory);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnRobustTemplate {

		@Autowired
		KafkaTemplate<String, Integer> template;

		@Bean
		static KafkaTemplate<String, Integer> numbers(RobustKafkaTemplates templates) {
			return templates.create(integers());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnProducerFactory {

		@Bean
		DefaultKafkaProducerFactory<String, Integer> numbers() {
			return integers();
		}

		@Bean
		Sender sender(KafkaTemplate<String, Integer> template) {
			return new Sender(template);
		}

		record Sender(KafkaTemplate<String, Integer> template) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class RetryableListener {

		@RetryableTopic
		@KafkaListener(id = "orders", topics = "orders", groupId = "orders", autoStartup = "false")
		void listen(String order) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Qualified {

		@Autowired
		@Qualifier("defaultRetryTopicKafkaTemplate")
		KafkaTemplate<String, String> template;

	}

}
