package io.github.robustkafka.test;

import java.util.List;
import java.util.stream.Collectors;

import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;

import io.github.robustkafka.outbox.RecordState;

/**
 * Assertions for an {@link AssertableOutbox}. What they tell when they fail ends with all
 * that the outbox holds.
 */
public final class OutboxAssert extends AbstractAssert<OutboxAssert, AssertableOutbox> {

	OutboxAssert(AssertableOutbox outbox) {
		super(outbox, OutboxAssert.class);
	}

	/**
	 * Verifies that exactly these values were sent to a topic, in this order, whatever
	 * became of them.
	 * @param topic name of the topic
	 * @param values the values; null stands for a tombstone
	 * @return this assertion
	 */
	public OutboxAssert hasSent(String topic, Object... values) {
		Assertions.assertThat(this.actual.sent(topic).stream().map(OutboxEntry::value))
			.as("values sent to topic '%s'%s", topic, all())
			.containsExactly(values);
		return this;
	}

	/**
	 * Verifies that nothing was sent, to no topic.
	 * @return this assertion
	 */
	public OutboxAssert hasSentNothing() {
		Assertions.assertThat(this.actual.sent()).as("all that was sent").isEmpty();
		return this;
	}

	/**
	 * Verifies how many records wait for the broker.
	 * @param count number of records
	 * @return this assertion
	 */
	public OutboxAssert hasPending(int count) {
		return has(RecordState.PENDING, count);
	}

	/**
	 * Verifies how many records the broker has.
	 * @param count number of records
	 * @return this assertion
	 */
	public OutboxAssert hasAcknowledged(int count) {
		return has(RecordState.ACKNOWLEDGED, count);
	}

	/**
	 * Verifies how many records can never be published as they are.
	 * @param count number of records
	 * @return this assertion
	 */
	public OutboxAssert hasFailed(int count) {
		return has(RecordState.FAILED, count);
	}

	private OutboxAssert has(RecordState state, int count) {
		Assertions.assertThat(this.actual.in(state)).as("records that are %s%s", state.word(), all()).hasSize(count);
		return this;
	}

	private String all() {
		List<OutboxEntry> entries = this.actual.sent();
		return entries.isEmpty() ? "; the outbox is empty"
				: entries.stream()
					.map(OutboxEntry::toString)
					.collect(Collectors.joining("\n  ", "; the outbox holds\n  ", "\n"));
	}

}
