package io.github.robustkafka.actuate.endpoint;

import java.util.List;
import java.util.UUID;
import java.util.function.ToIntFunction;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

import io.github.robustkafka.actuate.endpoint.FailedRecordDescriptor.Payload;
import io.github.robustkafka.outbox.FailedRecord;
import io.github.robustkafka.outbox.OutboxRecord;
import io.github.robustkafka.relay.PausedTopics;
import io.github.robustkafka.writer.FailedPage;
import io.github.robustkafka.writer.FailedQuery;
import io.github.robustkafka.writer.FailedRecords;

/**
 * The failed records. Each call looks at a bounded number of them.
 */
final class FailedSection {

	static final String NAME = "failed";

	static final int DEFAULT_LIMIT = 100;

	static final int MAX_LIMIT = 1000;

	private final FailedRecords records;

	private final EndpointSettings settings;

	FailedSection(FailedRecords records, EndpointSettings settings) {
		this.records = records;
		this.settings = settings;
	}

	FailedPageDescriptor list(@Nullable String topic, @Nullable Long after, @Nullable Integer limit) {
		int size = (limit != null) ? limit : DEFAULT_LIMIT;
		if (size < 1) {
			throw OperationRefusedException.invalid("The limit must be at least 1 but is %d.".formatted(size));
		}
		FailedPage page = this.records.find(query(topic, after, Long.MAX_VALUE, Math.min(size, MAX_LIMIT)));
		return new FailedPageDescriptor(
				page.records().stream().map((record) -> FailedRecordDescriptor.of(record, null)).toList(),
				page.nextAfter());
	}

	FailedRecordDescriptor show(String name) {
		FailedRecord record = find(name);
		OutboxRecord content = this.settings.showPayload() ? this.records.read(record) : null;
		return FailedRecordDescriptor.of(record,
				(content != null) ? Payload.of(content, this.settings.payloadLimit()) : null);
	}

	ChangeDescriptor retry(Target target) {
		return change("retry", this.records::retry, target);
	}

	ChangeDescriptor discard(Target target) {
		return change("discard", this.records::discard, target);
	}

	/**
	 * Changes one record, or a page of those of a topic or of all.
	 */
	private ChangeDescriptor change(String action, ToIntFunction<List<FailedRecord>> change, Target target) {
		target.requireOne();
		if (target.record() != null) {
			return new ChangeDescriptor(action, change.applyAsInt(List.of(find(target.record()))), null, null, null);
		}
		long last = (target.upTo() != null) ? target.upTo() : this.records.lastPosition();
		FailedPage page = this.records.find(query(target.topic(), target.after(), last, MAX_LIMIT));
		int changed = change.applyAsInt(page.records());
		return new ChangeDescriptor(action, changed, page.nextAfter(), (page.nextAfter() != null) ? last : null, null);
	}

	private static FailedQuery query(@Nullable String topic, @Nullable Long after, long last, int limit) {
		return new FailedQuery(PausedTopics.ALL.equals(topic) ? null : topic, (after != null) ? after : 0, last, limit);
	}

	private FailedRecord find(String name) {
		FailedRecord found = name.matches("\\d{1,18}") ? at(Long.parseLong(name)) : this.records.find(recordId(name));
		if (found == null) {
			throw OperationRefusedException
				.notFound("There is no failed record '%s'. It may have been retried or discarded.".formatted(name));
		}
		return found;
	}

	private @Nullable FailedRecord at(long position) {
		return this.records.find(position - 1, 1)
			.stream()
			.filter((record) -> record.position() == position)
			.findFirst()
			.orElse(null);
	}

	private static UUID recordId(String name) {
		try {
			return UUID.fromString(name);
		}
		catch (IllegalArgumentException ex) {
			throw OperationRefusedException
				.invalid("'%s' is neither the record id nor the position of a record.".formatted(name));
		}
	}

	/**
	 * What a change is about: one failed record, or a topic.
	 *
	 * @param record record id or position, or null
	 * @param topic name of the topic, {@link PausedTopics#ALL} for all, or null
	 * @param after begins behind this position, or null for the first page
	 * @param upTo ends with this position, or null for what has failed so far
	 */
	record Target(@Nullable String record, @Nullable String topic, @Nullable Long after, @Nullable Long upTo) {

		void requireOne() {
			if ((this.record == null) == (this.topic == null)) {
				throw OperationRefusedException.invalid("Say which records: give either the parameter 'record', a "
						+ "record id or position, or 'topic', a name or * for all topics.");
			}
		}

		@Override
		public String toString() {
			return (this.record != null) ? "record '%s'".formatted(this.record) : "topic '%s'".formatted(this.topic);
		}

	}

	/**
	 * A page of failed records.
	 *
	 * @param records the records in order of position
	 * @param nextAfter position to go on after, or null if this is the last page
	 */
	public record FailedPageDescriptor(List<FailedRecordDescriptor> records,
			@Nullable Long nextAfter) implements OperationResponseBody {
	}

}
