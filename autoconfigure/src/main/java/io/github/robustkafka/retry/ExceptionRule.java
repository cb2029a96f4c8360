package io.github.robustkafka.retry;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What is done after an exception of a type.
 *
 * @param type the exception, or one that it extends
 * @param action what is done
 * @param pause how long the listener pauses, if that is the action
 */
public record ExceptionRule(Class<? extends Throwable> type, FailureAction action, Duration pause) {

	boolean matches(Throwable failure) {
		Throwable cause = failure;
		for (int depth = 0; cause != null && depth < ExceptionRules.DEEPEST; depth++) {
			if (this.type.isInstance(cause)) {
				return true;
			}
			cause = next(cause);
		}
		return false;
	}

	private static @Nullable Throwable next(Throwable failure) {
		try {
			Throwable cause = failure.getCause();
			return (cause != failure) ? cause : null;
		}
		catch (RuntimeException ex) {
			// An exception that does not even tell its cause has none.
			return null;
		}
	}

}
