package io.github.robustkafka.autoconfigure.listener;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Binds the settings of one listener. Of each key the first counts that is set:
 * {@code robust.kafka.listeners.<id>}, the annotation, {@code robust.kafka.listener}.
 */
final class ListenerBinding {

	static final ConfigurationPropertyName DEFAULTS = ConfigurationPropertyName.of("robust.kafka.listener");

	static final ConfigurationPropertyName LISTENERS = ConfigurationPropertyName.of("robust.kafka.listeners");

	private static final ConfigurationPropertyName RETRY = DEFAULTS.append("retry");

	private final ConfigurableEnvironment environment;

	private final List<ConfigurationPropertySource> sources;

	ListenerBinding(ConfigurableEnvironment environment) {
		this.environment = environment;
		List<ConfigurationPropertySource> all = new ArrayList<>();
		ConfigurationPropertySources.get(environment).forEach(all::add);
		this.sources = List.copyOf(all);
	}

	ListenerProperties bind(String id, Map<String, Object> annotation) {
		return binder(listener(id, annotation)).bindOrCreate(DEFAULTS, Bindable.of(ListenerProperties.class),
				BindHandler.DEFAULT);
	}

	/** Binds what a topic of the listener has of its own. */
	ListenerProperties.Retry bindRetry(String id, Map<String, Object> annotation, String topic) {
		List<ConfigurationPropertySource> overlaid = new ArrayList<>();
		retries(id, topic).forEach((group) -> overlay(group, RETRY, overlaid));
		overlaid.addAll(listener(id, annotation));
		return binder(overlaid).bindOrCreate(RETRY, Bindable.of(ListenerProperties.Retry.class), BindHandler.DEFAULT);
	}

	boolean hasRetry(String id, String topic) {
		return retries(id, topic).anyMatch((group) -> this.sources.stream()
			.anyMatch((source) -> source.containsDescendantOf(group) == ConfigurationPropertyState.PRESENT));
	}

	private static Stream<ConfigurationPropertyName> retries(String id, String topic) {
		return names(LISTENERS, id).map((group) -> group.append("retry-by-topic"))
			.flatMap((group) -> names(group, topic));
	}

	private void overlay(ConfigurationPropertyName group, ConfigurationPropertyName shown,
			List<ConfigurationPropertySource> overlaid) {
		this.sources.forEach((source) -> overlaid.add(new OverlaySource(source, group, shown)));
	}

	private List<ConfigurationPropertySource> listener(String id, Map<String, Object> annotation) {
		List<ConfigurationPropertySource> overlaid = new ArrayList<>();
		names(LISTENERS, id).forEach((group) -> overlay(group, DEFAULTS, overlaid));
		MapConfigurationPropertySource annotated = new MapConfigurationPropertySource();
		annotation.forEach((key, value) -> annotated.put(DEFAULTS + "." + key, value));
		overlaid.add(annotated);
		overlaid.addAll(this.sources);
		return overlaid;
	}

	private Binder binder(List<ConfigurationPropertySource> overlaid) {
		return new Binder(overlaid, new PropertySourcesPlaceholdersResolver(this.environment),
				ApplicationConversionService.getSharedInstance());
	}

	/** A key of a map may stand in brackets; with a dot in it, it must. */
	private static Stream<ConfigurationPropertyName> names(ConfigurationPropertyName map, String key) {
		ConfigurationPropertyName inBrackets = map.append("[" + key + "]");
		return key.contains(".") ? Stream.of(inBrackets)
				: Stream.of(inBrackets, ConfigurationPropertyName.adapt(map + "." + key, '.'));
	}

}
