package io.github.robustkafka.sample.demo;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Where the story is told: sentences, and between them the progress. On a terminal that
 * is one bar that moves, elsewhere a line now and then. For use by one thread.
 */
final class Screen {

	private static final String CLEAR_LINE = "\r\u001b[K";

	private static final Duration BETWEEN_LINES = Duration.ofSeconds(2);

	private final PrintStream out;

	private final boolean terminal;

	private final Clock clock;

	private boolean barShown;

	private Instant lastLine;

	Screen(PrintStream out, boolean terminal, Clock clock) {
		this.out = out;
		this.terminal = terminal;
		this.clock = clock;
		this.lastLine = clock.instant();
	}

	/** Not the stream of the log: the story is for people and has no level or time. */
	static Screen standardOutput() {
		return new Screen(new PrintStream(new FileOutputStream(FileDescriptor.out), true), isTerminal(),
				Clock.systemUTC());
	}

	private static boolean isTerminal() {
		Console console = System.console();
		if (console == null || "dumb".equals(System.getenv("TERM"))) {
			return false;
		}
		try {
			// From JDK 22 on there is a console even without a terminal, and this method.
			return (boolean) Console.class.getMethod("isTerminal").invoke(console);
		}
		catch (ReflectiveOperationException ex) {
			return true;
		}
	}

	void say(String text) {
		hideBar();
		this.out.println(text.stripTrailing());
		this.lastLine = this.clock.instant();
	}

	void show(Progress progress) {
		if (this.terminal) {
			// The cursor goes back, so that a line of the log does not end up behind the
			// bar.
			this.out.print(CLEAR_LINE + progress.bar() + "\r");
			this.out.flush();
			this.barShown = true;
		}
		else if (Duration.between(this.lastLine, this.clock.instant()).compareTo(BETWEEN_LINES) >= 0) {
			say(progress.text());
		}
	}

	void hideBar() {
		if (this.barShown) {
			this.out.print(CLEAR_LINE);
			this.out.flush();
			this.barShown = false;
		}
	}

}
