package io.github.robustkafka.deadletter;

/**
 * A place in a dead-letter topic.
 *
 * @param topic the dead-letter topic
 * @param partition its partition
 * @param offset offset there
 */
public record Place(String topic, int partition, long offset) {

	/**
	 * Reads what {@link #toString()} writes.
	 * @param text topic, hyphen, partition, at sign, offset
	 * @return the place
	 * @throws IllegalArgumentException if the text is no place
	 */
	public static Place parse(String text) {
		int at = text.lastIndexOf('@');
		int hyphen = text.lastIndexOf('-', Math.max(0, at));
		if (hyphen > 0 && at > hyphen) {
			try {
				return new Place(text.substring(0, hyphen), Integer.parseInt(text.substring(hyphen + 1, at)),
						Long.parseLong(text.substring(at + 1)));
			}
			catch (NumberFormatException ex) {
				// Told below, with the form that is wanted.
			}
		}
		throw new IllegalArgumentException(
				"'%s' is no place of a dead letter; write it as topic-partition@offset, as in orders-payments-dlt-0@42"
					.formatted(text));
	}

	@Override
	public String toString() {
		return this.topic + "-" + this.partition + "@" + this.offset;
	}

}
