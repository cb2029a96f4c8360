package io.github.robustkafka.listener;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.util.ReflectionUtils;

import io.github.robustkafka.RobustKafkaStartException;

/**
 * Finds the method that the configuration names for dead letters.
 */
final class ConfiguredHandler {

	private ConfiguredHandler() {
	}

	static ListenerMethod find(String id, String configured, BeanFactory beans) {
		String key = "robust.kafka.listeners.%s.dead-letter.handler".formatted(id);
		String[] parts = configured.split("#");
		if (parts.length != 2 || !beans.containsBean(parts[0])) {
			throw new RobustKafkaStartException(
					"'%s' is '%s', which does not name a method of a bean that is there.".formatted(key, configured),
					"Write the name of a bean and of its method: orderFailures#handle.");
		}
		Object bean = beans.getBean(parts[0]);
		List<Method> methods = Arrays.stream(ReflectionUtils.getUniqueDeclaredMethods(AopUtils.getTargetClass(bean)))
			.filter((method) -> method.getName().equals(parts[1]))
			.toList();
		if (methods.size() != 1) {
			throw new RobustKafkaStartException(
					"'%s' is '%s', but %s has %d methods of that name.".formatted(key, configured,
							AopUtils.getTargetClass(bean).getName(), methods.size()),
					"Name a method that is there exactly once.");
		}
		return ListenerMethod.of(bean, methods.get(0));
	}

}
