package io.github.robustkafka.proof;

import java.nio.file.Path;

/**
 * The process that is killed while it adds to an inbox.
 */
final class ListenerProcess {

	private ListenerProcess() {
	}

	/**
	 * Arguments: file, number of the first record, how many.
	 */
	public static void main(String[] arguments) {
		Answers answers = new Answers(0);
		try (InboxUnderTest inbox = new InboxUnderTest(Path.of(arguments[0]), answers)) {
			inbox.process(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]), 8);
		}
		answers.tell(Answers.Event.NOTE);
	}

}
