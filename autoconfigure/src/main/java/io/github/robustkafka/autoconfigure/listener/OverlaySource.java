package io.github.robustkafka.autoconfigure.listener;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;

/**
 * Shows the keys of one group under the name of another, so that they override them one
 * by one.
 *
 * @param source where the keys are
 * @param group what they begin with there
 * @param shown what they begin with here
 */
record OverlaySource(ConfigurationPropertySource source, ConfigurationPropertyName group,
		ConfigurationPropertyName shown) implements ConfigurationPropertySource {

	@Override
	public @Nullable ConfigurationProperty getConfigurationProperty(ConfigurationPropertyName name) {
		ConfigurationPropertyName there = there(name);
		return (there != null) ? this.source.getConfigurationProperty(there) : null;
	}

	@Override
	public ConfigurationPropertyState containsDescendantOf(ConfigurationPropertyName name) {
		ConfigurationPropertyName there = there(name);
		return (there != null) ? this.source.containsDescendantOf(there) : ConfigurationPropertyState.ABSENT;
	}

	private @Nullable ConfigurationPropertyName there(ConfigurationPropertyName name) {
		if (!this.shown.equals(name) && !this.shown.isAncestorOf(name)) {
			return null;
		}
		ConfigurationPropertyName rest = name.subName(this.shown.getNumberOfElements());
		return rest.isEmpty() ? this.group : this.group.append(rest);
	}

}
