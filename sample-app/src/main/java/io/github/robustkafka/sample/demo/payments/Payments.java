package io.github.robustkafka.sample.demo.payments;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What became of the payments of a run.
 *
 * @param handled orders whose payment was taken
 * @param retried orders for which the handler was called again
 * @param deadLettered orders that the handler of dead letters was given
 * @param duplicates how often an order was recognised and its payment not taken again
 * @param repeated how often it was not: an order was handled, or given up, once more
 */
public record Payments(int handled, int retried, int deadLettered, int duplicates, int repeated) {

	static Payments of(Stream<String> lines) {
		Set<String> distinct = new HashSet<>();
		Map<Event, Integer> counts = new EnumMap<>(Event.class);
		int[] repeated = new int[1];
		lines.forEach((line) -> {
			Event event = Event.valueOf(line.substring(0, line.indexOf(' ')));
			if (distinct.add(line) || event == Event.DUPLICATE) {
				counts.merge(event, 1, Integer::sum);
			}
			else if (event != Event.CALLED_AGAIN) {
				repeated[0]++;
			}
		});
		return new Payments(counts.getOrDefault(Event.CHARGED, 0), counts.getOrDefault(Event.CALLED_AGAIN, 0),
				counts.getOrDefault(Event.GIVEN_UP, 0), counts.getOrDefault(Event.DUPLICATE, 0), repeated[0]);
	}

	/**
	 * How many payments are neither handled nor dead letters.
	 * @param sent number of orders
	 * @return number of orders; at the end 0 if none was lost
	 */
	public int missing(int sent) {
		return sent - this.handled - this.deadLettered;
	}

	/**
	 * Whether all was handled that is in Kafka.
	 * @param sent number of orders
	 * @param again how many records repeat an order
	 * @return true if no payment is missing and each repetition was met
	 */
	public boolean isSettled(int sent, int again) {
		return missing(sent) == 0 && this.duplicates + this.repeated >= again;
	}

	/**
	 * What happens to an order.
	 */
	enum Event {

		/** The handler is called, and not for the first time. */
		CALLED_AGAIN,

		/** The handler has succeeded. */
		CHARGED,

		/** The handler of dead letters has the order. */
		GIVEN_UP,

		/** The order was recognised, and no handler called. */
		DUPLICATE

	}

}
