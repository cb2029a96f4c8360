package io.github.robustkafka.autoconfigure;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.aot.hint.TypeReference;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.util.ReflectionUtils;

import io.github.robustkafka.autoconfigure.listener.ListenerProperties;

/**
 * Tells a native image what the configuration of listeners names: exceptions, and methods
 * that handle dead letters. It sees the configuration of the build.
 */
final class ConfiguredTypesAotProcessor implements BeanFactoryInitializationAotProcessor {

	@Override
	public @Nullable BeanFactoryInitializationAotContribution processAheadOfTime(
			ConfigurableListableBeanFactory beanFactory) {
		Environment environment = beanFactory.getBeanProvider(Environment.class).getIfAvailable();
		RobustKafkaProperties properties = (environment != null)
				? Binder.get(environment).bind("robust.kafka", RobustKafkaProperties.class).orElse(null) : null;
		if (properties == null) {
			return null;
		}
		List<ListenerProperties> listeners = new ArrayList<>(properties.listeners().values());
		listeners.add(properties.listener());
		return (generation, code) -> {
			ReflectionHints hints = generation.getRuntimeHints().reflection();
			for (ListenerProperties listener : listeners) {
				exceptions(listener).forEach((name) -> hints.registerType(TypeReference.of(name)));
				handlers(listener, beanFactory)
					.forEach((method) -> hints.registerMethod(method, ExecutableMode.INVOKE));
			}
		};
	}

	private static List<String> exceptions(ListenerProperties listener) {
		return listener.exceptions()
			.stream()
			.map(ListenerProperties.ExceptionAction::type)
			.filter((name) -> name != null && !name.isBlank())
			.map(String::trim)
			.toList();
	}

	private static Collection<Method> handlers(ListenerProperties listener, ConfigurableListableBeanFactory beans) {
		String handler = listener.deadLetter().handler();
		String[] parts = (handler != null) ? handler.split("#") : new String[0];
		Class<?> type = (parts.length == 2 && beans.containsBean(parts[0])) ? beans.getType(parts[0], false) : null;
		return (type == null) ? List.of() : List
			.of(ReflectionUtils.getUniqueDeclaredMethods(type, (method) -> method.getName().equals(parts[1])));
	}

}
