package io.github.robustkafka.actuate.endpoint;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

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

}
