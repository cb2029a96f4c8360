package io.github.robustkafka.autoconfigure;

import java.util.Arrays;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.kafka.core.KafkaTemplate;

import io.github.robustkafka.template.RobustKafkaTemplate;

/**
 * Finds the {@link KafkaTemplate} beans whose sends pass the outbox by, and says so once:
 * the application's own win, but nobody should believe them to be durable.
 */
final class NotRobustTemplates implements SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(NotRobustTemplates.class);

	private final ConfigurableListableBeanFactory beanFactory;

	private final boolean wanted;

	/**
	 * Creates the finder.
	 * @param beanFactory where templates are
	 * @param wanted whether templates are wanted to be robust
	 */
	NotRobustTemplates(ConfigurableListableBeanFactory beanFactory, boolean wanted) {
		this.beanFactory = beanFactory;
		this.wanted = wanted;
	}

	@Override
	public void afterSingletonsInstantiated() {
		List<String> names = names();
		if (this.wanted && !names.isEmpty()) {
			logger.warn(
					"These KafkaTemplate beans are not robust, what they send passes the outbox by: {}. To make one robust, let its bean method return RobustKafkaTemplates.create(producerFactory), with the bean of type {} as a parameter.",
					names, "io.github.robustkafka.template.RobustKafkaTemplates");
		}
	}

	List<String> names() {
		return Arrays.stream(this.beanFactory.getBeanNamesForType(KafkaTemplate.class, true, false))
			.filter(this::isNotRobust)
			.sorted()
			.toList();
	}

	private boolean isNotRobust(String name) {
		Class<?> type = typeOf(name);
		return !RobustKafkaTemplate.class.isAssignableFrom(type) && type != DirectKafkaTemplate.class;
	}

	/**
	 * The class of the bean itself if it exists, since a bean method may declare less
	 * than it returns; else what is known of it without making it.
	 */
	private Class<?> typeOf(String name) {
		Object bean = this.beanFactory.getSingleton(name);
		if (bean != null) {
			return AopUtils.getTargetClass(bean);
		}
		Class<?> type = this.beanFactory.getType(name, false);
		return (type != null) ? type : KafkaTemplate.class;
	}

}
