package io.github.robustkafka.proof;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a process under test tells the oracle, a line for each thing that happened. A line
 * is one write, so that a process that is killed has told it as a whole or not at all.
 */
final class Answers {

	private static final FileOutputStream OUTPUT = new FileOutputStream(FileDescriptor.out);

	private static final Pattern LINE = Pattern.compile("\\d+ [A-Z]+( .*)?");

	private final String prefix;

	/**
	 * Begins each line with the number of a trial.
	 */
	Answers(int trial) {
		this.prefix = trial + " ";
	}

	void tell(Event event, Object... words) {
		StringBuilder line = new StringBuilder(this.prefix).append(event.name());
		for (Object word : words) {
			line.append(' ').append(word);
		}
		try {
			OUTPUT.write(line.append('\n').toString().getBytes(StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The event in a line, without the number of the trial; nothing if the line is none
	 * of ours.
	 */
	static Stream<String> event(String line) {
		return LINE.matcher(line).matches() ? Stream.of(line.substring(line.indexOf(' ') + 1)) : Stream.empty();
	}

	/**
	 * What can happen, and the words that follow.
	 */
	enum Event {

		/** About to append: number of the append, numbers of its records. */
		SEND,

		/** About to append again, under the same ids: as before. */
		RESEND,

		/** The append was answered with success: its number. */
		ACCEPTED,

		/**
		 * The append was refused, nothing was kept: its number, type of the exception.
		 */
		REFUSED,

		/** The outcome of the append is unknown: its number. */
		UNKNOWN,

		/** The relay was given the record: its number, its position. */
		HANDED,

		/**
		 * The broker has the record, and the writer is about to hear of it: its number.
		 */
		ACKNOWLEDGE,

		/** The record can never be published, and the writer is about to hear of it. */
		FAIL,

		/** About to retry a failed record. */
		RETRY,

		/** About to discard a failed record. */
		DISCARD,

		/** The record was found pending when the store was opened: its number. */
		FOUND,

		/** A record was processed and is about to be added to the inbox: its number. */
		ADD,

		/** The addition was answered: its number. */
		ADDED,

		/** Something was thrown that is not among the promised exceptions: its type. */
		UNTYPED,

		/**
		 * A trial has ended, the files can be looked at: how many operations failed, how
		 * many appends were accepted since.
		 */
		END,

		/** A fault has ended or the process is about to close; free words. */
		NOTE

	}

}
