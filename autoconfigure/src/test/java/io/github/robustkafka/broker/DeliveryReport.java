package io.github.robustkafka.broker;

import java.util.List;

/**
 * What became of the records that were sent. Assert on it or on its lists, so that a
 * failure names the records: {@code matches(DeliveryReport::isCompleteAndOrdered)}.
 *
 * @param sent number of records sent
 * @param delivered number of those that are in the topic
 * @param lost those that are not
 * @param duplicates one entry for each further copy of a record
 * @param reordered those whose first copy stands behind that of a record of the same key
 * that was sent later
 * @param unknown what is in the topic and was not sent
 */
public record DeliveryReport(int sent, int delivered, List<SentRecord> lost, List<SentRecord> duplicates,
		List<SentRecord> reordered, List<SentRecord> unknown) {

	/**
	 * Whether all is there, in order, and nothing that was not sent; there may be
	 * duplicates.
	 * @return true if at-least-once and per-key order hold
	 */
	public boolean isCompleteAndOrdered() {
		return this.lost.isEmpty() && this.reordered.isEmpty() && this.unknown.isEmpty();
	}

	@Override
	public String toString() {
		return "sent %d, delivered %d, lost %s, duplicates %s, reordered %s, unknown %s".formatted(this.sent,
				this.delivered, shown(this.lost), shown(this.duplicates), shown(this.reordered), shown(this.unknown));
	}

	private static String shown(List<SentRecord> records) {
		return (records.size() <= 5) ? records.toString() : records.size() + " beginning with " + records.subList(0, 5);
	}

}
