package io.github.robustkafka.autoconfigure;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.RuntimeBeanReference;

/**
 * Lets Spring Boot's own retry topics ({@code spring.kafka.retry.topic.enabled}) forward
 * by the direct template too: its bean method asks for the only {@code KafkaTemplate},
 * which is the robust one.
 */
final class DirectRetryTopics implements BeanFactoryPostProcessor {

	private static final String RETRY_TOPICS = "kafkaRetryTopicConfiguration";

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		if (beanFactory.containsBeanDefinition(RETRY_TOPICS)) {
			BeanDefinition definition = beanFactory.getBeanDefinition(RETRY_TOPICS);
			String declaredBy = definition.getFactoryBeanName();
			if (declaredBy != null && declaredBy.endsWith(".KafkaAutoConfiguration")) {
				definition.getConstructorArgumentValues()
					.addIndexedArgumentValue(0,
							new RuntimeBeanReference(RobustKafkaTemplateAutoConfiguration.RETRY_TOPIC_TEMPLATE));
			}
		}
	}

}
