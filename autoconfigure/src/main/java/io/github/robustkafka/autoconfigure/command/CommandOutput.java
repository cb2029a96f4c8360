package io.github.robustkafka.autoconfigure.command;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.function.Consumer;

import io.github.robustkafka.RobustKafkaStartException;

/**
 * What a command says: lines of plain text for whoever typed it.
 */
final class CommandOutput {

	private final Consumer<String> lines;

	CommandOutput(Consumer<String> lines) {
		this.lines = lines;
	}

	/**
	 * The output of the process.
	 */
	static CommandOutput console() {
		PrintStream console = new PrintStream(new FileOutputStream(FileDescriptor.out), true, Charset.defaultCharset());
		return new CommandOutput(console::println);
	}

	void line(String format, Object... values) {
		this.lines.accept(format.formatted(values));
	}

	/**
	 * A name and what there is to say of it, in columns.
	 */
	void entry(String name, String format, Object... values) {
		line("%-24s %s", name, format.formatted(values));
	}

	void failure(RobustKafkaStartException failure) {
		line("%s", String.valueOf(failure.getMessage()));
		line("%s", failure.action());
	}

}
