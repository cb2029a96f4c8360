package io.github.robustkafka.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The types that a page may name: our own and their tests, and those of the libraries
 * that our users meet beside them.
 */
final class KnownTypes {

	private static final List<Path> SOURCES = List.of(Path.of("src", "main", "java"), Path.of("src", "test", "java"));

	private static final List<String> PACKAGES = List.of("io.micrometer.observation", "java.lang", "java.time",
			"java.util", "java.util.concurrent", "org.apache.kafka.clients.admin", "org.apache.kafka.clients.consumer",
			"org.apache.kafka.clients.producer", "org.apache.kafka.common", "org.apache.kafka.common.errors",
			"org.apache.kafka.common.serialization", "org.springframework.boot.kafka.autoconfigure",
			"org.springframework.kafka.annotation", "org.springframework.kafka.config",
			"org.springframework.kafka.core", "org.springframework.kafka.listener",
			"org.springframework.kafka.listener.adapter", "org.springframework.kafka.retrytopic",
			"org.springframework.kafka.support", "org.springframework.kafka.support.converter",
			"org.springframework.kafka.support.serializer", "org.springframework.messaging",
			"org.springframework.messaging.converter", "org.springframework.messaging.handler.annotation",
			"org.springframework.messaging.handler.invocation", "org.springframework.core.convert",
			"org.springframework.boot.test.context", "org.springframework.test.context",
			"org.springframework.boot.test.autoconfigure.json", "org.springframework.kafka.test.context",
			"org.springframework.transaction.annotation", "org.springframework.transaction.event",
			"org.springframework.transaction.support");

	/**
	 * What a page may name although the oldest version of the libraries that is supported
	 * does not have it.
	 */
	private static final Set<String> NEWER = Set.of("@KafkaListener.ackMode");

	private static final Pattern REFERENCE = Pattern.compile("@?(\\w+)((?:\\.\\w+)*)(?:\\(([^()]*)\\))?");

	private final Map<String, String> own = SOURCES.stream()
		.flatMap(KnownTypes::typesBelow)
		.collect(Collectors.toMap((name) -> name.substring(name.lastIndexOf('.') + 1), Function.identity(),
				(one, other) -> one));

	private static Stream<String> typesBelow(Path sources) {
		try (Stream<Path> files = Files.walk(sources)) {
			return files.map((file) -> sources.relativize(file).toString().replace('\\', '/'))
				.filter((file) -> file.endsWith(".java") && !file.endsWith("package-info.java"))
				.map((file) -> file.replace(".java", "").replace('/', '.'))
				.toList()
				.stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Whether the type exists, and its member if one is named.
	 * @param reference for example "Outbox", "Outbox.drain", "Outbox.close()" or
	 * "OutboxListener.SentRecord"
	 */
	boolean contains(String reference) {
		Matcher parts = REFERENCE.matcher(reference);
		if (!parts.matches()) {
			return false;
		}
		if (NEWER.contains(reference)) {
			return true;
		}
		Class<?> type = find(parts.group(1));
		String parameters = parts.group(3);
		List<String> members = Arrays.stream(parts.group(2).split("\\.")).filter((name) -> !name.isEmpty()).toList();
		for (String member : members) {
			Class<?> nested = (type != null) ? nested(type, member) : null;
			if (nested == null) {
				return type != null && member.equals(members.get(members.size() - 1))
						&& hasMember(type, member, parameters);
			}
			type = nested;
		}
		return type != null && (parameters == null || hasConstructor(type, parameters));
	}

	private Class<?> find(String name) {
		Stream<String> candidates = Stream.concat(Stream.ofNullable(this.own.get(name)),
				PACKAGES.stream().map((each) -> each + "." + name));
		return candidates.map(KnownTypes::load).filter((type) -> type != null).findFirst().orElse(null);
	}

	private static Class<?> load(String name) {
		try {
			return Class.forName(name, false, KnownTypes.class.getClassLoader());
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return null;
		}
	}

	private static Class<?> nested(Class<?> type, String name) {
		return Arrays.stream(type.getDeclaredClasses())
			.filter((nested) -> nested.getSimpleName().equals(name))
			.findFirst()
			.orElse(null);
	}

	private static boolean hasConstructor(Class<?> type, String parameters) {
		return Arrays.stream(type.getConstructors()).map(KnownTypes::parameters).anyMatch(parameters::equals);
	}

	private static boolean hasMember(Class<?> type, String name, String parameters) {
		Stream<Method> methods = Stream.concat(Arrays.stream(type.getMethods()),
				Arrays.stream(type.getDeclaredMethods()));
		boolean isMethod = methods.filter((method) -> method.getName().equals(name))
			.anyMatch((method) -> parameters == null || parameters.equals(parameters(method)));
		return isMethod
				|| (parameters == null && Arrays.stream(type.getFields()).map(Field::getName).anyMatch(name::equals));
	}

	/**
	 * The simple names of the parameters' types, as a reader writes them.
	 */
	static String parameters(Executable executable) {
		return Arrays.stream(executable.getParameterTypes())
			.map(Class::getSimpleName)
			.collect(Collectors.joining(", "));
	}

}
