package io.github.robustkafka.sample.broker;

import org.jspecify.annotations.Nullable;

/**
 * The in-process broker cannot have a port or a folder, mostly because another process
 * has it. Nothing was started and nothing was written.
 */
public class ResourceTakenException extends RuntimeException {

	private final String property;

	ResourceTakenException(String message, String property, @Nullable Throwable cause) {
		super(message, cause);
		this.property = property;
	}

	/**
	 * Returns which property chooses another port or folder.
	 * @return the name of the property
	 */
	public String getProperty() {
		return this.property;
	}

}
