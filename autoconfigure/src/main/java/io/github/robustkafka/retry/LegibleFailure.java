package io.github.robustkafka.retry;

import java.io.PrintWriter;
import java.io.Writer;

/**
 * Stands for an exception that cannot be shown: its methods are the application's, and
 * throw themselves. Logged or forwarded as it is, it would keep its record from going on.
 */
final class LegibleFailure extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private LegibleFailure(Throwable failure, Throwable defect) {
		super("%s, which cannot be shown because of %s".formatted(failure.getClass().getName(),
				defect.getClass().getName()), null, false, false);
	}

	/**
	 * Returns the exception, or what stands for it.
	 */
	static Throwable of(Throwable failure) {
		try {
			failure.printStackTrace(new PrintWriter(Writer.nullWriter()));
			return failure;
		}
		catch (Throwable ex) {
			return new LegibleFailure(failure, ex);
		}
	}

}
