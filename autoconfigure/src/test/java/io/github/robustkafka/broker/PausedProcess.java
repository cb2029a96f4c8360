package io.github.robustkafka.broker;

import java.io.IOException;

/**
 * A process that is stopped by SIGSTOP until this is closed. It is continued by a small
 * shell that waits for the end of its own input, so also when this JVM dies: nothing
 * stays stopped for ever.
 */
final class PausedProcess implements AutoCloseable {

	private static final String SCRIPT = """
			trap '' INT TERM HUP
			kill -STOP "$1" && echo stopped && read -r end
			kill -CONT "$1"
			""";

	private final Process guard;

	private PausedProcess(Process guard) {
		this.guard = guard;
	}

	static PausedProcess pause(long pid) {
		try {
			Process guard = new ProcessBuilder("sh", "-c", SCRIPT, "pause", Long.toString(pid))
				.redirectError(ProcessBuilder.Redirect.DISCARD)
				.start();
			if (guard.getInputStream().read() < 0) {
				throw new IllegalStateException("Process %d cannot be stopped: has it ended?".formatted(pid));
			}
			return new PausedProcess(guard);
		}
		catch (IOException ex) {
			throw new IllegalStateException("Process %d cannot be stopped".formatted(pid), ex);
		}
	}

	/**
	 * Continues the process. Does nothing more when it has ended.
	 */
	@Override
	public void close() {
		try {
			this.guard.getOutputStream().close();
			this.guard.waitFor();
		}
		catch (IOException ex) {
			throw new IllegalStateException("The paused process cannot be continued", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
