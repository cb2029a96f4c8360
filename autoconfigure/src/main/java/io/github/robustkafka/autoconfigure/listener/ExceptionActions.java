package io.github.robustkafka.autoconfigure.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.core.convert.ConversionException;
import org.springframework.kafka.support.serializer.DeserializationException;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.invocation.MethodArgumentResolutionException;
import org.springframework.util.ClassUtils;

import io.github.robustkafka.RobustKafkaStartException;
import io.github.robustkafka.autoconfigure.listener.ListenerProperties.ExceptionAction;
import io.github.robustkafka.retry.ExceptionRule;
import io.github.robustkafka.retry.ExceptionRules;
import io.github.robustkafka.retry.FailureAction;

/**
 * Turns the configured exceptions into rules. Behind them stand those for what another
 * attempt cannot heal.
 */
final class ExceptionActions {

	private static final List<Class<? extends Throwable>> HOPELESS = List.of(DeserializationException.class,
			MessageConversionException.class, ConversionException.class, MethodArgumentResolutionException.class,
			NoSuchMethodException.class, ClassCastException.class);

	private static final Duration SHORTEST_PAUSE = Duration.ofMillis(1);

	private static final Duration LONGEST_PAUSE = Duration.ofDays(1);

	private final @Nullable ClassLoader classLoader;

	ExceptionActions(@Nullable ClassLoader classLoader) {
		this.classLoader = classLoader;
	}

	ExceptionRules rules(String id, List<ExceptionAction> configured) {
		List<ExceptionRule> rules = new ArrayList<>();
		for (int i = 0; i < configured.size(); i++) {
			rules.add(rule("robust.kafka.listeners." + id + ".exceptions[" + i + "]", configured.get(i)));
		}
		HOPELESS.forEach((type) -> rules.add(new ExceptionRule(type, FailureAction.DEAD_LETTER, Duration.ZERO)));
		return new ExceptionRules(rules);
	}

	private ExceptionRule rule(String key, ExceptionAction action) {
		if (action.type() == null || action.action() == null) {
			throw new RobustKafkaStartException("'%s' has no type or no action.".formatted(key),
					"Write both, for example {type: com.acme.InvalidOrder, action: dead-letter}.");
		}
		Duration pause = action.pauseFor();
		if (pause.compareTo(SHORTEST_PAUSE) < 0 || pause.compareTo(LONGEST_PAUSE) > 0) {
			throw new RobustKafkaStartException("'%s.pause-for' is %s.".formatted(key, pause),
					"Set a time between 1ms and 24h.");
		}
		return new ExceptionRule(type(key, action.type()), action.action(), pause);
	}

	@SuppressWarnings("unchecked")
	private Class<? extends Throwable> type(String key, String name) {
		try {
			Class<?> type = ClassUtils.forName(name.trim(), this.classLoader);
			if (Throwable.class.isAssignableFrom(type)) {
				return (Class<? extends Throwable>) type;
			}
			throw new RobustKafkaStartException("'%s.type' names %s, which is no exception.".formatted(key, name),
					"Name the class of an exception.");
		}
		catch (ClassNotFoundException | LinkageError ex) {
			throw new RobustKafkaStartException(
					"'%s.type' names the class '%s', which is not there.".formatted(key, name),
					"Write the full name of an exception class, a nested one with '$': com.acme.Orders$Invalid.");
		}
	}

}
