package io.github.robustkafka.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.ProducerListener;
import org.springframework.kafka.support.converter.RecordMessageConverter;
import org.springframework.kafka.support.micrometer.KafkaTemplateObservationConvention;

import io.github.robustkafka.observation.RobustKafkaJournalObservationConvention;
import io.github.robustkafka.template.RobustKafkaTemplate;
import io.github.robustkafka.template.RobustKafkaTemplates;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that puts a robust template in the
 * place of Spring Boot's, and beside it a direct one for the forwards of retry topics.
 */
@AutoConfiguration(before = KafkaAutoConfiguration.class, after = RobustKafkaAutoConfiguration.class)
@ConditionalOnBean(RobustKafkaTemplates.class)
public final class RobustKafkaTemplateAutoConfiguration {

	/**
	 * The name by which {@code @RetryableTopic} looks for its template.
	 */
	static final String RETRY_TOPIC_TEMPLATE = "defaultRetryTopicKafkaTemplate";

	@Bean
	NotRobustTemplates robustKafkaNotRobustTemplates(ConfigurableListableBeanFactory beanFactory,
			RobustKafkaProperties properties) {
		return new NotRobustTemplates(beanFactory, properties.template().enabled());
	}

	/**
	 * The templates, unless the application has one of its own.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(name = "robust.kafka.template.enabled", matchIfMissing = true)
	@ConditionalOnMissingBean(KafkaTemplate.class)
	static class TemplateConfiguration {

		private final KafkaProperties.Template properties;

		TemplateConfiguration(KafkaProperties properties) {
			this.properties = properties.getTemplate();
		}

		@Bean
		RobustKafkaTemplate<?, ?> kafkaTemplate(ApplicationProducer applicationProducer, RobustKafkaTemplates templates,
				ObjectProvider<ProducerListener<?, ?>> producerListener,
				ObjectProvider<RecordMessageConverter> messageConverter,
				ObjectProvider<KafkaTemplateObservationConvention> observationConvention,
				ObjectProvider<RobustKafkaJournalObservationConvention> journalConvention) {
			RobustKafkaTemplate<?, ?> template = templates.create(applicationProducer.factory());
			journalConvention.ifUnique(template::setJournalObservationConvention);
			wire(template, producerListener, messageConverter, observationConvention);
			return template;
		}

		/**
		 * A forward to a retry topic must have reached the broker before the offset of
		 * the original is committed: a journaled one would only be on this disk.
		 */
		@Bean(name = RETRY_TOPIC_TEMPLATE, defaultCandidate = false)
		DirectKafkaTemplate<?, ?> retryTopicKafkaTemplate(ApplicationProducer applicationProducer,
				ObjectProvider<ProducerListener<?, ?>> producerListener,
				ObjectProvider<RecordMessageConverter> messageConverter,
				ObjectProvider<KafkaTemplateObservationConvention> observationConvention) {
			DirectKafkaTemplate<?, ?> template = new DirectKafkaTemplate<>(applicationProducer.factory());
			wire(template, producerListener, messageConverter, observationConvention);
			return template;
		}

		@Bean
		static DirectRetryTopics robustKafkaDirectRetryTopics() {
			return new DirectRetryTopics();
		}

		/**
		 * As Spring Boot does, but for settings that only newer versions of it have.
		 */
		@SuppressWarnings("unchecked")
		private <K, V> void wire(KafkaTemplate<K, V> template, ObjectProvider<ProducerListener<?, ?>> producerListener,
				ObjectProvider<RecordMessageConverter> messageConverter,
				ObjectProvider<KafkaTemplateObservationConvention> observationConvention) {
			messageConverter.ifUnique(template::setMessageConverter);
			observationConvention.ifUnique(template::setObservationConvention);
			producerListener.ifUnique((listener) -> template.setProducerListener((ProducerListener<K, V>) listener));
			PropertyMapper map = PropertyMapper.get();
			map.from(this.properties.getDefaultTopic()).to(template::setDefaultTopic);
			map.from(this.properties.isObservationEnabled()).to(template::setObservationEnabled);
		}

	}

}
