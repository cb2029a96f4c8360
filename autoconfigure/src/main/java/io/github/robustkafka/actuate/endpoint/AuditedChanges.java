package io.github.robustkafka.actuate.endpoint;

import java.security.Principal;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.actuate.endpoint.SecurityContext;

/**
 * The one door for changes by operators: lets none through unless they are allowed, asks
 * for a reason, and logs one line for each that says who did what and why.
 */
public final class AuditedChanges {

	/**
	 * The property that allows changes.
	 */
	public static final String PROPERTY = "robust.kafka.endpoint.allow-changes";

	private static final Logger logger = LoggerFactory.getLogger(AuditedChanges.class);

	private static final int LONGEST = 200;

	private final boolean allowed;

	/**
	 * Creates the door.
	 * @param allowed whether changes are let through
	 */
	public AuditedChanges(boolean allowed) {
		this.allowed = allowed;
	}

	/**
	 * Makes a change.
	 * @param security knows who asks for it
	 * @param what what is asked for, in the form "retry topic 'orders'"; it may repeat
	 * what the operator wrote
	 * @param reason why, as the operator wrote it
	 * @param change makes it
	 * @param <T> what comes out of it
	 * @return what came out of it
	 * @throws OperationRefusedException if changes are not allowed or have no reason
	 */
	public <T extends Outcome> T make(SecurityContext security, String what, @Nullable String reason,
			Supplier<T> change) {
		if (!this.allowed) {
			throw OperationRefusedException
				.forbidden("Nothing was changed, since this endpoint only reads. To allow changes, set " + PROPERTY
						+ "=true, and see that only operators can reach the endpoint.");
		}
		if (reason == null || reason.isBlank()) {
			throw OperationRefusedException
				.invalid("Nothing was changed, since there is no reason. Say why in the parameter 'reason'; "
						+ "it is logged.");
		}
		String outcome = "failed";
		try {
			T done = change.get();
			outcome = done.inWords();
			return done;
		}
		catch (RuntimeException ex) {
			outcome = "failed: " + ex.getMessage();
			throw ex;
		}
		finally {
			logger.info("Audit: {} asked to {}. Reason: {}. Outcome: {}", line(name(security)), line(what),
					line(reason), line(outcome));
		}
	}

	private static String name(SecurityContext security) {
		Principal principal = security.getPrincipal();
		return (principal != null) ? "user '%s'".formatted(principal.getName()) : "an unknown user";
	}

	/**
	 * Text of others as one line of limited length: it cannot forge lines of the log.
	 */
	private static String line(String text) {
		String line = text.strip().replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "?");
		return (line.length() > LONGEST) ? line.substring(0, LONGEST) + "..." : line;
	}

	/**
	 * What came out of a change.
	 */
	public interface Outcome {

		/**
		 * What came out, for the log.
		 * @return a few words
		 */
		String inWords();

	}

}
