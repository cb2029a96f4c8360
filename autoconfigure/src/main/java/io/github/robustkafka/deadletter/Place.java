package io.github.robustkafka.deadletter;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a dead-letter topic.
 *
 * @param topic the dead-letter topic
 * @param partition its partition
 * @param offset offset there
 */
public record Place(String topic, int partition, long offset) {

	/** The letters of topics are those that Kafka allows. */
	private static final Pattern FORM = Pattern.compile("([A-Za-z0-9._-]{1,249})-(\\d{1,9})@(\\d{1,18})");

	/**
	 * Reads what {@link #toString()} writes.
	 * @param text topic, hyphen, partition, at sign, offset
	 * @return the place
	 * @throws IllegalArgumentException if the text is no place
	 */
	public static Place parse(String text) {
		Matcher form = FORM.matcher(text);
		if (form.matches()) {
			return new Place(form.group(1), Integer.parseInt(form.group(2)), Long.parseLong(form.group(3)));
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
