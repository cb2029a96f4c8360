package io.github.robustkafka.proof;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

/**
 * Hears the errors that the product logs, and keeps them from the console. Which file
 * they are about shows in their text.
 */
final class DamageLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {

	private final Logger logger = (Logger) LoggerFactory.getLogger("io.github.robustkafka.sqlite");

	private final Map<String, Boolean> told = new ConcurrentHashMap<>();

	DamageLog() {
		start();
		this.logger.addAppender(this);
		this.logger.setLevel(Level.ERROR);
		this.logger.setAdditive(false);
	}

	@Override
	protected void append(ILoggingEvent event) {
		String message = event.getFormattedMessage();
		this.told.keySet().stream().filter(message::contains).forEach((file) -> this.told.put(file, true));
	}

	/**
	 * Listens for errors about a file from now on.
	 */
	void listenFor(String file) {
		this.told.put(file, false);
	}

	boolean hasTold(String file) {
		return this.told.get(file);
	}

	@Override
	public void close() {
		this.logger.detachAppender(this);
		this.logger.setAdditive(true);
		this.logger.setLevel(null);
	}

}
