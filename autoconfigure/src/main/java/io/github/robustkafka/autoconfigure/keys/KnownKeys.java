package io.github.robustkafka.autoconfigure.keys;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/**
 * The keys that a record of settings binds, its nested records included, also those in
 * maps and lists.
 */
public final class KnownKeys {

	private static final int SUGGESTIONS = 3;

	private final ConfigurationPropertyName prefix;

	private final Set<KeyPath> keys = new LinkedHashSet<>();

	/**
	 * Collects the keys of a record.
	 * @param prefix what all keys begin with
	 * @param settings the record that is bound there
	 */
	public KnownKeys(String prefix, Class<? extends Record> settings) {
		this.prefix = ConfigurationPropertyName.of(prefix);
		collect(KeyPath.of(prefix), settings);
	}

	private void collect(KeyPath group, Class<?> settings) {
		for (RecordComponent component : settings.getRecordComponents()) {
			KeyPath key = group.property(component.getName());
			Class<?> type = component.getType();
			if (type.isRecord()) {
				collect(key, type);
			}
			else if (Map.class.isAssignableFrom(type)) {
				collectElements(key.anyName(), component.getGenericType());
			}
			else {
				this.keys.add(key);
				if (Collection.class.isAssignableFrom(type)) {
					collectElements(key.anyIndex(), component.getGenericType());
				}
			}
		}
	}

	private void collectElements(KeyPath element, Type container) {
		Type[] arguments = ((ParameterizedType) container).getActualTypeArguments();
		Class<?> type = (Class<?>) arguments[arguments.length - 1];
		if (type.isRecord()) {
			collect(element, type);
		}
		else {
			this.keys.add(element);
		}
	}

	ConfigurationPropertyName prefix() {
		return this.prefix;
	}

	/**
	 * Whether the name is a key, an element of one, or a group of keys. A group that was
	 * given a value is refused by the binder, with its origin.
	 */
	boolean contains(ConfigurationPropertyName name) {
		return this.keys.stream().anyMatch((key) -> key.beginsWith(name));
	}

	/**
	 * Whether the name, which was an environment variable, means a key. There a dash may
	 * be left out or be an underscore, which looks like a dot.
	 */
	boolean containsEnvironmentVariable(ConfigurationPropertyName name) {
		StringBuilder letters = new StringBuilder();
		for (int i = 0; i < name.getNumberOfElements(); i++) {
			letters.append(name.getElement(i, Form.UNIFORM));
		}
		return this.keys.stream().anyMatch((key) -> key.isSpelledBy(letters.toString()));
	}

	/**
	 * The keys that somebody who wrote this one may have meant, the likeliest first.
	 */
	List<String> closestTo(ConfigurationPropertyName unknown) {
		String last = unknown.getLastElement(Form.UNIFORM);
		return this.keys.stream()
			.filter((key) -> key.last().equals(last) || isLike(unknown, key))
			.sorted(Comparator.comparingInt((key) -> EditDistance.between(unknown.toString(), key.toString())))
			.limit(SUGGESTIONS)
			.map(KeyPath::toString)
			.toList();
	}

	private boolean isLike(ConfigurationPropertyName unknown, KeyPath key) {
		int skipped = this.prefix.toString().length();
		String written = unknown.toString().substring(skipped);
		String meant = key.toString().substring(skipped);
		return EditDistance.between(written, meant) * 3 <= Math.max(written.length(), meant.length());
	}

}
