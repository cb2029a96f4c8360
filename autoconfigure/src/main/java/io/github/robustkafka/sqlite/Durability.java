package io.github.robustkafka.sqlite;

/**
 * What a committed record survives.
 */
public enum Durability {

	/**
	 * Loss of power and death of the operating system: every commit waits for the disk.
	 */
	POWER_LOSS("FULL", 2),

	/**
	 * Death of the process only: the operating system writes in its own time.
	 */
	PROCESS_CRASH("NORMAL", 1);

	private final String synchronous;

	private final int synchronousNumber;

	Durability(String synchronous, int synchronousNumber) {
		this.synchronous = synchronous;
		this.synchronousNumber = synchronousNumber;
	}

	/**
	 * SQLite's word for it, as {@code PRAGMA synchronous} takes it.
	 */
	String synchronous() {
		return this.synchronous;
	}

	/**
	 * SQLite's number for it, as {@code PRAGMA synchronous} returns it.
	 */
	int synchronousNumber() {
		return this.synchronousNumber;
	}

}
