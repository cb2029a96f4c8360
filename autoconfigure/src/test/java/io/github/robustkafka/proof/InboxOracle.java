package io.github.robustkafka.proof;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.github.robustkafka.inbox.StoredInbox;

/**
 * Knows what was added to an inbox, and judges what it says afterwards:
 * <ul>
 * <li>it never knows a record that was not added, which would be left out and lost,</li>
 * <li>it knows all that was answered as added, else a handler gets a record twice.</li>
 * </ul>
 */
final class InboxOracle {

	private final Set<Integer> added = new TreeSet<>();

	private final Set<Integer> tried = new TreeSet<>();

	private final Verdict heard = new Verdict();

	void hear(List<String> lines) {
		lines.forEach(this::hear);
	}

	void hear(String line) {
		String[] words = line.split(" ");
		switch (Answers.Event.valueOf(words[0])) {
			case ADD -> this.tried.add(Integer.parseInt(words[1]));
			case ADDED -> this.added.add(Integer.parseInt(words[1]));
			case UNTYPED -> this.heard.lost(line);
			default -> {
			}
		}
	}

	int added() {
		return this.added.size();
	}

	/**
	 * Opens the inbox as a listener does, and judges it.
	 * @param mayForget whether it may have forgotten what was added
	 */
	Verdict judge(Path file, boolean mayForget) {
		Verdict verdict = new Verdict();
		this.heard.violations().forEach(verdict::lost);
		try (StoredInbox inbox = InboxUnderTest.start(file)) {
			if (!mayForget && !inbox.state().available()) {
				verdict.lost("not available: " + inbox.state().lastError());
			}
			for (int number : this.tried) {
				if (inbox.contains(InboxUnderTest.LISTENER, InboxUnderTest.neverAdded(number))) {
					verdict.lost("never processed, but left out: " + number);
				}
				if (!mayForget && this.added.contains(number)
						&& !inbox.contains(InboxUnderTest.LISTENER, InboxUnderTest.added(number))) {
					verdict.wrong("added, but forgotten: " + number);
				}
			}
		}
		return verdict;
	}

}
