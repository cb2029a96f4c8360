package io.github.robustkafka.actuate.endpoint;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

import io.github.robustkafka.actuate.endpoint.DeadLetterSection.DeadLetterPageDescriptor;
import io.github.robustkafka.actuate.endpoint.DeadLetterSection.ReplayDescriptor;
import io.github.robustkafka.actuate.endpoint.DeadLetterSection.ReplayRequest;
import io.github.robustkafka.actuate.endpoint.FailedSection.FailedPageDescriptor;
import io.github.robustkafka.actuate.endpoint.FailedSection.Target;
import io.github.robustkafka.actuate.endpoint.ListenersSection.InboxDescriptor;
import io.github.robustkafka.actuate.endpoint.ListenersSection.ListenerDescriptor;
import io.github.robustkafka.actuate.endpoint.OutboxSection.OutboxDescriptor;
import io.github.robustkafka.actuate.endpoint.OutboxSection.RelayDescriptor;
import io.github.robustkafka.deadletter.DeadLetters;
import io.github.robustkafka.runtime.Outbox;
import io.github.robustkafka.writer.FailedRecords;

/**
 * {@link Endpoint @Endpoint} for operators: shows the state of outbox, relay and
 * listeners, the failed records and the dead letters; retries, discards and replays
 * these; pauses and resumes topics.
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

	private final DeadLetterSection deadLetters;

	private final AuditedChanges changes;

	/**
	 * Creates the endpoint of an outbox.
	 * @param outbox the outbox
	 * @param failedRecords its failed records
	 * @param listeners the listeners
	 * @param deadLetters their dead letters, or null if there are no listeners
	 * @param settings what may be shown and done
	 */
	public RobustKafkaEndpoint(Outbox outbox, FailedRecords failedRecords, ListenersSection listeners,
			@Nullable DeadLetters deadLetters, EndpointSettings settings) {
		this.outbox = new OutboxSection(outbox);
		this.listeners = listeners;
		this.failed = new FailedSection(failedRecords, settings);
		this.deadLetters = new DeadLetterSection(deadLetters, settings);
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

	/**
	 * A page of the dead letters of a listener, and how many there are.
	 * @param section must be {@code listeners}
	 * @param listener id of the listener
	 * @param part must be {@code dead-letters}
	 * @param limit dead letters of the page, at most, or null for 20
	 * @param newest whether the latest are wanted instead of the oldest, or null
	 * @param after place to go on after, or null for the first page
	 * @return the page
	 */
	@ReadOperation
	public DeadLetterPageDescriptor deadLetters(@Selector String section, @Selector String listener,
			@Selector String part, @Nullable Integer limit, @Nullable Boolean newest, @Nullable String after) {
		if (!section.equals("listeners") || !part.equals("dead-letters")) {
			throw OperationRefusedException
				.notFound("There is no '%s/{id}/%s'; there is '%s'.".formatted(section, part, DeadLetterSection.PATH));
		}
		return this.deadLetters.list(listener, limit, newest, after);
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
	 * Replays dead letters of a listener, or tells what would be replayed, and logs it.
	 * @param action must be {@code replay}
	 * @param listener id of the listener
	 * @param letters * for all, the class of an exception, or the place of a single one
	 * @param dryRun whether it is only told what would be replayed; null stands for true
	 * @param perSecond the most records in a second, or null for 100
	 * @param reason why
	 * @return what became of them
	 */
	@WriteOperation
	public ReplayDescriptor replay(@Selector String action, @Selector String listener, @Nullable String letters,
			@Nullable Boolean dryRun, @Nullable Integer perSecond, @Nullable String reason) {
		return replay(SecurityContext.NONE, action, listener, new ReplayRequest(letters, dryRun, perSecond), reason);
	}

	ReplayDescriptor replay(SecurityContext security, String action, String listener, ReplayRequest request,
			@Nullable String reason) {
		if (!action.equals("replay")) {
			throw OperationRefusedException
				.notFound("There is no action '%s' for a listener; there is replay.".formatted(action));
		}
		return this.changes.make(security, "replay %s of listener '%s'".formatted(request, listener), reason,
				() -> this.deadLetters.replay(listener, request));
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
