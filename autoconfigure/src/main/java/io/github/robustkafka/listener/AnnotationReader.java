package io.github.robustkafka.listener;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanExpressionContext;
import org.springframework.beans.factory.config.BeanExpressionResolver;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;

import io.github.robustkafka.listener.ListenerSettingsSource.Annotated;

/**
 * Reads annotations, with their placeholders and expressions resolved.
 */
final class AnnotationReader {

	private final ConfigurableBeanFactory beans;

	AnnotationReader(ConfigurableBeanFactory beans) {
		this.beans = beans;
	}

	Annotated read(RobustListener annotation) {
		Map<String, Object> values = new LinkedHashMap<>();
		List<String> topics = texts(annotation.topics());
		for (int i = 0; i < topics.size(); i++) {
			values.put("topics[" + i + "]", topics.get(i));
		}
		put(values, "group-id", annotation.groupId());
		put(values, "concurrency", annotation.concurrency());
		put(values, "auto-startup", annotation.autoStartup());
		return new Annotated(text(annotation.id()), values, properties(annotation.properties()));
	}

	List<String> texts(String... texts) {
		List<String> resolved = new ArrayList<>();
		for (String text : texts) {
			Object value = resolve(text);
			if (value instanceof Object[] array) {
				Arrays.stream(array).map(String::valueOf).forEach(resolved::add);
			}
			else if (value instanceof Collection<?> collection) {
				collection.stream().map(String::valueOf).forEach(resolved::add);
			}
			else {
				Arrays.stream(String.valueOf(value).split(","))
					.map(String::trim)
					.filter((part) -> !part.isEmpty())
					.forEach(resolved::add);
			}
		}
		return resolved;
	}

	private void put(Map<String, Object> values, String key, String text) {
		String resolved = text(text);
		if (!resolved.isEmpty()) {
			values.put(key, resolved);
		}
	}

	private String text(String text) {
		Object value = resolve(text);
		return (value != null) ? value.toString().trim() : "";
	}

	private @Nullable Object resolve(String text) {
		String embedded = this.beans.resolveEmbeddedValue(text);
		BeanExpressionResolver expressions = this.beans.getBeanExpressionResolver();
		return (expressions != null) ? expressions.evaluate(embedded, new BeanExpressionContext(this.beans, null))
				: embedded;
	}

	private Properties properties(String... lines) {
		Properties properties = new Properties();
		for (String line : lines) {
			try {
				properties.load(new StringReader(text(line)));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		return properties;
	}

}
