package io.github.robustkafka.outbox;

/**
 * Where a record is in its life: pending, then acknowledged or failed.
 */
public enum RecordState {

	/**
	 * Journaled, not yet acknowledged by the broker.
	 */
	PENDING("pending"),

	/**
	 * Acknowledged by the broker; kept as long as the outbox's retention says.
	 */
	ACKNOWLEDGED("acknowledged"),

	/**
	 * Can never be published as it is; kept until it is retried or discarded.
	 */
	FAILED("failed");

	private final String word;

	RecordState(String word) {
		this.word = word;
	}

	/**
	 * The word for this state in the file, in metrics and in the documentation.
	 * @return lower case word
	 */
	public String word() {
		return this.word;
	}

	/**
	 * The state with this word.
	 * @param word lower case word
	 * @return the state
	 */
	public static RecordState ofWord(String word) {
		for (RecordState state : values()) {
			if (state.word.equals(word)) {
				return state;
			}
		}
		throw new IllegalArgumentException("No record state is called '" + word + "'");
	}

}
