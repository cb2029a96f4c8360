package io.github.robustkafka.actuate.endpoint;

import java.util.Collection;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What came out of a change.
 *
 * @param action what was asked for
 * @param records how many records were retried or discarded, or null for other actions
 * @param nextAfter position to go on after, if there may be more records; else null
 * @param upTo position to go on up to, if there may be more records; else null
 * @param paused what is paused now, or null for other actions
 */
public record ChangeDescriptor(String action, @Nullable Integer records, @Nullable Long nextAfter, @Nullable Long upTo,
		@Nullable Collection<String> paused) implements OperationResponseBody, AuditedChanges.Outcome {

	@Override
	public String inWords() {
		if (this.records == null) {
			return "paused now: " + this.paused;
		}
		String count = (this.records == 1) ? "1 record" : this.records + " records";
		return (this.nextAfter != null) ? count + ", there may be more behind position " + this.nextAfter : count;
	}

}
