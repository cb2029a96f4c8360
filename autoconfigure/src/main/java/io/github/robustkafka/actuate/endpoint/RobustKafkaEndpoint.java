package io.github.robustkafka.actuate.endpoint;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

import io.github.robustkafka.actuate.endpoint.FailedSection.FailedPageDescriptor;
import io.github.robustkafka.actuate.endpoint.FailedSection.Target;
import io.github.robustkafka.actuate.endpoint.ListenersSection.InboxDescriptor;
import io.github.robustkafka.actuate.endpoint.ListenersSection.ListenerDescriptor;
import io.github.robustkafka.actuate.endpoint.OutboxSection.OutboxDescriptor;
import io.github.robustkafka.actuate.endpoint.OutboxSection.RelayDescriptor;
import io.github.robustkafka.runtime.Outbox;
import io.github.robustkafka.writer.FailedRecords;

/**
 * {@link Endpoint @Endpoint} for operators: shows the state of outbox, relay and
 * listeners and the failed records; retries and discards these; pauses and resumes
 * topics.
 * <p>
 * By default it changes nothing and shows no key, value, header or context. Its cost does
 * not grow with the number of pending or failed records. Every change needs a reason and
 * is logged.
 */
@Endpoint(id = "robustkafka")
public class RobustKafkaEndpoint {

	private final OutboxSection outbox;

	private final ListenersSection listeners;

	private final FailedSection failed;

	private final AuditedChanges changes;

	/**
	 * Creates the endpoint of an outbox.
	 * @param outbox the outbox
	 * @param failedRecords its failed records
	 * @param listeners the listeners
	 * @param settings what may be shown and done
	 */
	public RobustKafkaEndpoint(Outbox outbox, FailedRecords failedRecords, ListenersSection listeners,
			EndpointSettings settings) {
		this.outbox = new OutboxSection(outbox);
		this.listeners = listeners;
		this.failed = new FailedSection(failedRecords, settings);
		this.changes = new AuditedChanges(settings.allowChanges());
	}

	/**
	 * How all is going.
	 * @return the state
	 */
	@ReadOperation
	public StateDescriptor state() {
		return new StateDescriptor(this.outbox.outbox(), this.outbox.relay(), this.listeners.describe(),
				this.listeners.inbox());
	}

	/**
	 * A page of what a section has.
	 * @param section the section, which must be {@code failed}
	 * @param topic only records of this topic, or null
	 * @param after position to go on after, or null for the first page
	 * @param limit records of the page, at most, or null for 100
	 * @return the page
	 */
	@ReadOperation
	public FailedPageDescriptor list(@Selector String section, @Nullable String topic, @Nullable Long after,
			@Nullable Integer limit) {
		requireFailed(section);
		return this.failed.list(topic, after, limit);
	}

	/**
	 * One record of a section.
	 * @param section the section, which must be {@code failed}
	 * @param record record id or position
	 * @return the record
	 */
	@ReadOperation
	public FailedRecordDescriptor show(@Selector String section, @Selector String record) {
		requireFailed(section);
		return this.failed.show(record);
	}

	private static void requireFailed(String section) {
		if (!section.equals(FailedSection.NAME)) {
			throw OperationRefusedException
				.notFound("There is no section '%s'; there is '%s'.".formatted(section, FailedSection.NAME));
		}
	}

	/**
	 * Changes something, and logs it.
	 * @param action {@code retry}, {@code discard}, {@code pause} or {@code resume}
	 * @param record record id or position of the record to retry or discard, or null
	 * @param topic whose records to retry or discard, or what to pause or resume; * for
	 * all topics
	 * @param after position to go on after, or null for the first call
	 * @param upTo position to go on up to, or null for the first call
	 * @param reason why
	 * @return what was done
	 */
	@WriteOperation
	public ChangeDescriptor change(@Selector String action, @Nullable String record, @Nullable String topic,
			@Nullable Long after, @Nullable Long upTo, @Nullable String reason) {
		return change(SecurityContext.NONE, action, new Target(record, topic, after, upTo), reason);
	}

	ChangeDescriptor change(SecurityContext security, String action, Target target, @Nullable String reason) {
		return this.changes.make(security, action + " " + target, reason, () -> switch (action) {
			case "retry" -> this.failed.retry(target);
			case "discard" -> this.failed.discard(target);
			case "pause" -> this.outbox.pause(target.topic());
			case "resume" -> this.outbox.resume(target.topic());
			default -> throw OperationRefusedException
				.notFound("There is no action '%s'; there are retry, discard, pause and resume.".formatted(action));
		});
	}

	/**
	 * How all is going.
	 *
	 * @param outbox the outbox
	 * @param relay the relay
	 * @param listeners the listeners
	 * @param inbox the inbox, or null if no listener needs it
	 */
	public record StateDescriptor(OutboxDescriptor outbox, RelayDescriptor relay, List<ListenerDescriptor> listeners,
			@Nullable InboxDescriptor inbox) implements OperationResponseBody {
	}

}
