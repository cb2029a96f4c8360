package io.github.robustkafka.outbox;

import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * The disk failed in the middle of a commit and could not be asked what it holds: the
 * records may or may not be journaled. Sending them again with the same record ids makes
 * no second record while the first is pending or retained.
 */
public class OutcomeUnknownException extends OutboxException {

	private final transient List<UUID> recordIds;

	/**
	 * Creates the exception.
	 * @param message what happened, to what, and what to do
	 * @param recordIds ids of the records in question
	 * @param cause the cause, if there is one
	 */
	public OutcomeUnknownException(String message, List<UUID> recordIds, @Nullable Throwable cause) {
		super(message, cause);
		this.recordIds = List.copyOf(recordIds);
	}

	/**
	 * The ids of the records in question.
	 * @return record ids, in the order of the send
	 */
	public List<UUID> recordIds() {
		return this.recordIds;
	}

}
