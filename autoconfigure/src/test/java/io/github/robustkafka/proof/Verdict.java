package io.github.robustkafka.proof;

import java.util.ArrayList;
import java.util.List;

/**
 * What an oracle thinks of what a store holds.
 */
final class Verdict {

	private final List<String> violations = new ArrayList<>();

	private int lost;

	private int ghosts;

	private int wrong;

	private int reordered;

	private int duplicates;

	void lost(String what) {
		this.lost++;
		this.violations.add(what);
	}

	void ghost(String what) {
		this.ghosts++;
		this.violations.add(what);
	}

	void wrong(String what) {
		this.wrong++;
		this.violations.add(what);
	}

	void reordered(String what) {
		this.reordered++;
		this.violations.add(what);
	}

	/**
	 * A record that will be published again; allowed within the window.
	 */
	void duplicate() {
		this.duplicates++;
		if (this.duplicates == Oracle.WINDOW + 1) {
			this.violations.add("more duplicates than the window of " + Oracle.WINDOW);
		}
	}

	int lost() {
		return this.lost;
	}

	int ghosts() {
		return this.ghosts;
	}

	int wrong() {
		return this.wrong;
	}

	int reordered() {
		return this.reordered;
	}

	int duplicates() {
		return this.duplicates;
	}

	List<String> violations() {
		return this.violations;
	}

}
