package io.github.robustkafka.autoconfigure.keys;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import io.github.robustkafka.RobustKafkaStartException;

/**
 * Finds settings that nobody reads, so that a slip of the pen does not pass for a
 * setting. Looks at all sources that can list what they hold.
 */
public final class UnknownKeys {

	/**
	 * What Kubernetes puts into the environment for a service, here one whose name begins
	 * with "robust-kafka".
	 */
	private static final Pattern KUBERNETES_SERVICE = Pattern.compile(
			".*\\.(service\\.host|service\\.port(\\..+)?|port(\\[\\d+]\\.(tcp|udp|sctp)(\\.(proto|port|addr))?)?)");

	private UnknownKeys() {
	}

	/**
	 * Refuses keys below the prefix that are not known.
	 * @param environment where to look
	 * @param known what may be there
	 * @throws RobustKafkaStartException if there are others; names them all
	 */
	public static void refuse(ConfigurableEnvironment environment, KnownKeys known) {
		List<ConfigurationProperty> unknown = new ArrayList<>();
		for (ConfigurationPropertySource source : ConfigurationPropertySources.from(environment.getPropertySources())) {
			if (source instanceof IterableConfigurationPropertySource listing) {
				listing.stream()
					.filter((name) -> known.prefix().isAncestorOf(name) && !isKnown(name, listing, known))
					.map(listing::getConfigurationProperty)
					.forEach(unknown::add);
			}
		}
		if (!unknown.isEmpty()) {
			throw new RobustKafkaStartException(describe(unknown), suggest(unknown, known));
		}
	}

	private static boolean isKnown(ConfigurationPropertyName name, ConfigurationPropertySource source,
			KnownKeys known) {
		if (source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource) {
			return known.containsEnvironmentVariable(name) || KUBERNETES_SERVICE.matcher(name.toString()).matches();
		}
		return known.contains(name);
	}

	private static String describe(List<ConfigurationProperty> unknown) {
		return unknown.stream()
			.map((property) -> "There is no setting '%s'%s.".formatted(property.getName(),
					(property.getOrigin() != null) ? " (from %s)".formatted(property.getOrigin()) : ""))
			.distinct()
			.collect(Collectors.joining(System.lineSeparator()));
	}

	private static String suggest(List<ConfigurationProperty> unknown, KnownKeys known) {
		TreeSet<String> meant = new TreeSet<>();
		unknown.forEach((property) -> meant.addAll(known.closestTo(property.getName())));
		String remove = "Remove it, or use a setting that exists: the README lists them all.";
		return meant.isEmpty() ? remove : "Did you mean %s? %s"
			.formatted(meant.stream().collect(Collectors.joining("' or '", "'", "'")), remove);
	}

}
