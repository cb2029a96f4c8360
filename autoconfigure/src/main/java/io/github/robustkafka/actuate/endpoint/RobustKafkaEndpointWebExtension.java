package io.github.robustkafka.actuate.endpoint;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

import io.github.robustkafka.actuate.endpoint.DeadLetterSection.ReplayRequest;
import io.github.robustkafka.actuate.endpoint.FailedSection.Target;
import io.github.robustkafka.actuate.endpoint.OperationRefusedException.RefusalDescriptor;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} of {@link RobustKafkaEndpoint}:
 * refusals become answers with a status and a body that says why.
 */
@EndpointWebExtension(endpoint = RobustKafkaEndpoint.class)
@RegisterReflectionForBinding(RefusalDescriptor.class)
public class RobustKafkaEndpointWebExtension {

	private final RobustKafkaEndpoint endpoint;

	/**
	 * Creates the extension.
	 * @param endpoint what it extends
	 */
	public RobustKafkaEndpointWebExtension(RobustKafkaEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * A page of what a section has; see the endpoint.
	 * @param section the section
	 * @param topic only records of this topic, or null
	 * @param after position to go on after, or null
	 * @param limit records of the page, at most, or null
	 * @return the page, or why there is none
	 */
	@ReadOperation
	public WebEndpointResponse<Object> list(@Selector String section, @Nullable String topic, @Nullable Long after,
			@Nullable Integer limit) {
		return OperationRefusedException.answer(() -> this.endpoint.list(section, topic, after, limit));
	}

	/**
	 * One record of a section; see the endpoint.
	 * @param section the section
	 * @param record record id or position
	 * @return the record, or why there is none
	 */
	@ReadOperation
	public WebEndpointResponse<Object> show(@Selector String section, @Selector String record) {
		return OperationRefusedException.answer(() -> this.endpoint.show(section, record));
	}

	/**
	 * Changes something; see the endpoint.
	 * @param security knows who
	 * @param action what to do
	 * @param record the record, or null
	 * @param topic the topic, or null
	 * @param after position to go on after, or null
	 * @param upTo position to go on up to, or null
	 * @param reason why
	 * @return what was done, or why nothing was
	 */
	@WriteOperation
	public WebEndpointResponse<Object> change(SecurityContext security, @Selector String action,
			@Nullable String record, @Nullable String topic, @Nullable Long after, @Nullable Long upTo,
			@Nullable String reason) {
		return OperationRefusedException
			.answer(() -> this.endpoint.change(security, action, new Target(record, topic, after, upTo), reason));
	}

	/**
	 * A page of the dead letters of a listener; see the endpoint.
	 * @param section must be {@code listeners}
	 * @param listener id of the listener
	 * @param part must be {@code dead-letters}
	 * @param limit dead letters of the page, at most, or null
	 * @param newest whether the latest are wanted, or null
	 * @param after place to go on after, or null
	 * @return the page, or why there is none
	 */
	@ReadOperation
	public WebEndpointResponse<Object> deadLetters(@Selector String section, @Selector String listener,
			@Selector String part, @Nullable Integer limit, @Nullable Boolean newest, @Nullable String after) {
		return OperationRefusedException
			.answer(() -> this.endpoint.deadLetters(section, listener, part, limit, newest, after));
	}

	/**
	 * Replays dead letters of a listener; see the endpoint.
	 * @param security knows who
	 * @param action must be {@code replay}
	 * @param listener id of the listener
	 * @param letters which ones
	 * @param dryRun whether it is only told what would be replayed, or null
	 * @param perSecond the most records in a second, or null
	 * @param reason why
	 * @return what became of them, or why nothing was done
	 */
	@WriteOperation
	public WebEndpointResponse<Object> replay(SecurityContext security, @Selector String action,
			@Selector String listener, @Nullable String letters, @Nullable Boolean dryRun, @Nullable Integer perSecond,
			@Nullable String reason) {
		ReplayRequest request = new ReplayRequest(letters, dryRun, perSecond);
		return OperationRefusedException
			.answer(() -> this.endpoint.replay(security, action, listener, request, reason));
	}

}
