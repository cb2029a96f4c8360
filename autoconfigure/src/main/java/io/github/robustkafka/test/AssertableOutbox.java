package io.github.robustkafka.test;

import java.util.List;

import org.apache.kafka.common.header.internals.RecordHeaders;
import org.assertj.core.api.AssertProvider;

import io.github.robustkafka.outbox.OutboxRecord;
import io.github.robustkafka.outbox.RecordState;

/**
 * What the test has sent, in order, whatever became of it: records are kept here until
 * the next test method, acknowledged ones too. Only discarded records are gone; a failed
 * record that was retried stands behind all others.
 * <p>
 * {@code assertThat(outbox)} has assertions of its own, see {@link OutboxAssert}; the
 * lists are for all else.
 */
public final class AssertableOutbox implements AssertProvider<OutboxAssert> {

	private final InMemoryOutboxStore store;

	private final SentObjects objects;

	AssertableOutbox(InMemoryOutboxStore store, SentObjects objects) {
		this.store = store;
		this.objects = objects;
	}

	/**
	 * All records, in order.
	 * @return the records
	 */
	public List<OutboxEntry> sent() {
		return this.store.rows().stream().map(this::entry).toList();
	}

	/**
	 * All records of a topic, in order.
	 * @param topic name of the topic
	 * @return the records
	 */
	public List<OutboxEntry> sent(String topic) {
		return sent().stream().filter((entry) -> entry.topic().equals(topic)).toList();
	}

	/**
	 * The values of all records of a topic, in order, as the sender gave them; tombstones
	 * are left out.
	 * @param <V> type of the values
	 * @param topic name of the topic
	 * @param type their class
	 * @return the values
	 * @throws AssertionError if one is of another type
	 */
	public <V> List<V> sent(String topic, Class<V> type) {
		return sent(topic).stream()
			.filter((entry) -> entry.value() != null)
			.<V>map((entry) -> entry.value(type))
			.toList();
	}

	/**
	 * The records that wait for the broker.
	 * @return the records, in order
	 */
	public List<OutboxEntry> pending() {
		return in(RecordState.PENDING);
	}

	/**
	 * The records that the broker has.
	 * @return the records, in order
	 */
	public List<OutboxEntry> acknowledged() {
		return in(RecordState.ACKNOWLEDGED);
	}

	/**
	 * The records that can never be published as they are.
	 * @return the records, in order
	 */
	public List<OutboxEntry> failed() {
		return in(RecordState.FAILED);
	}

	List<OutboxEntry> in(RecordState state) {
		return sent().stream().filter((entry) -> entry.state() == state).toList();
	}

	private OutboxEntry entry(MemoryRow row) {
		OutboxRecord record = row.pending().record();
		RecordHeaders headers = new RecordHeaders();
		record.headers().forEach(headers::add);
		return new OutboxEntry(record.recordId(), record.topic(), record.partition(),
				this.objects.ofKey(record.topic(), record.key()), this.objects.ofValue(record.topic(), record.value()),
				headers, record.timestamp(), row.state(), row.reason());
	}

	@Override
	public OutboxAssert assertThat() {
		return new OutboxAssert(this);
	}

}
