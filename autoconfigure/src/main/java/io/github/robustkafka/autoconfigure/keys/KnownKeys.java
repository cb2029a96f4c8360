package io.github.robustkafka.autoconfigure.keys;

import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/**
 * The keys that a record of settings binds, its nested records included.
 */
public final class KnownKeys {

	private static final int SUGGESTIONS = 3;

	private final ConfigurationPropertyName prefix;

	/**
	 * Each key, and whether it takes indexed values.
	 */
	private final Map<ConfigurationPropertyName, Boolean> keys = new LinkedHashMap<>();

	/**
	 * Collects the keys of a record.
	 * @param prefix what all keys begin with
	 * @param settings the record that is bound there
	 */
	public KnownKeys(String prefix, Class<? extends Record> settings) {
		this.prefix = ConfigurationPropertyName.of(prefix);
		collect(this.prefix, settings);
	}

	private void collect(ConfigurationPropertyName group, Class<?> settings) {
		for (RecordComponent component : settings.getRecordComponents()) {
			ConfigurationPropertyName name = group.append(dashed(component.getName()));
			if (component.getType().isRecord()) {
				collect(name, component.getType());
			}
			else {
				this.keys.put(name, Collection.class.isAssignableFrom(component.getType()));
			}
		}
	}

	private static String dashed(String name) {
		return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
	}

	ConfigurationPropertyName prefix() {
		return this.prefix;
	}

	/**
	 * Whether the name is a key, an element of one, or a group of keys. A group that was
	 * given a value is refused by the binder, with its origin.
	 */
	boolean contains(ConfigurationPropertyName name) {
		ConfigurationPropertyName key = withoutIndexes(name);
		if (key != name) {
			return this.keys.getOrDefault(key, false);
		}
		return this.keys.containsKey(name) || this.keys.keySet().stream().anyMatch(name::isAncestorOf);
	}

	/**
	 * Whether the name, which was an environment variable, means a key. There a dash may
	 * be left out or be an underscore, which looks like a dot.
	 */
	boolean containsEnvironmentVariable(ConfigurationPropertyName name) {
		String letters = letters(withoutIndexes(name));
		return this.keys.keySet().stream().anyMatch((key) -> letters(key).equals(letters));
	}

	private static ConfigurationPropertyName withoutIndexes(ConfigurationPropertyName name) {
		ConfigurationPropertyName key = name;
		while (key.isLastElementIndexed()) {
			key = key.getParent();
		}
		return key;
	}

	private static String letters(ConfigurationPropertyName name) {
		StringBuilder letters = new StringBuilder();
		for (int i = 0; i < name.getNumberOfElements(); i++) {
			letters.append(name.getElement(i, Form.UNIFORM));
		}
		return letters.toString();
	}

	/**
	 * The keys that somebody who wrote this one may have meant, the likeliest first.
	 */
	List<String> closestTo(ConfigurationPropertyName unknown) {
		String last = unknown.getLastElement(Form.UNIFORM);
		return this.keys.keySet()
			.stream()
			.filter((key) -> key.getLastElement(Form.UNIFORM).equals(last) || isLike(unknown, key))
			.sorted(Comparator.comparingInt((key) -> EditDistance.between(unknown.toString(), key.toString())))
			.limit(SUGGESTIONS)
			.map(ConfigurationPropertyName::toString)
			.toList();
	}

	private boolean isLike(ConfigurationPropertyName unknown, ConfigurationPropertyName key) {
		String written = unknown.subName(this.prefix.getNumberOfElements()).toString();
		String meant = key.subName(this.prefix.getNumberOfElements()).toString();
		return EditDistance.between(written, meant) * 3 <= Math.max(written.length(), meant.length());
	}

}
