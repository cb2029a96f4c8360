package io.github.robustkafka.proof;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Keeps out of the console what the product says of faults, thousands of times; the
 * proofs' own lines stay.
 */
final class QuietLog implements BeforeAllCallback, AfterAllCallback {

	private static final String PRODUCT = "io.github.robustkafka";

	private static final String PROOFS = "io.github.robustkafka.proof";

	@Override
	public void beforeAll(ExtensionContext context) {
		set(PRODUCT, Level.OFF);
		set(PROOFS, Level.INFO);
	}

	@Override
	public void afterAll(ExtensionContext context) {
		set(PRODUCT, Level.INFO);
		set(PROOFS, null);
	}

	private static void set(String name, Level level) {
		((Logger) LoggerFactory.getLogger(name)).setLevel(level);
	}

}
