package io.github.robustkafka.actuate.endpoint;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

import io.github.robustkafka.outbox.OutboxException;

/**
 * An operation of an endpoint was not done. Over JMX its message is the answer; over the
 * web it is the body of an answer with a status that fits.
 */
public final class OperationRefusedException extends RuntimeException {

	private static final int STATUS_FORBIDDEN = 403;

	private final int status;

	private OperationRefusedException(int status, String message) {
		super(message);
		this.status = status;
	}

	/**
	 * The operation is not allowed.
	 * @param message what would allow it
	 * @return the exception
	 */
	public static OperationRefusedException forbidden(String message) {
		return new OperationRefusedException(STATUS_FORBIDDEN, message);
	}

	/**
	 * The operation was not asked for as it must be.
	 * @param message what is wrong and what to write instead
	 * @return the exception
	 */
	public static OperationRefusedException invalid(String message) {
		return new OperationRefusedException(WebEndpointResponse.STATUS_BAD_REQUEST, message);
	}

	/**
	 * What the operation is about does not exist.
	 * @param message what does not exist
	 * @return the exception
	 */
	public static OperationRefusedException notFound(String message) {
		return new OperationRefusedException(WebEndpointResponse.STATUS_NOT_FOUND, message);
	}

	/**
	 * The operation cannot be done now.
	 * @param message why not
	 * @return the exception
	 */
	public static OperationRefusedException unavailable(String message) {
		return new OperationRefusedException(WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE, message);
	}

	/**
	 * Does an operation and makes an answer for the web of what comes out.
	 * @param operation the operation
	 * @return its result, or why there is none
	 */
	public static WebEndpointResponse<Object> answer(Supplier<@Nullable Object> operation) {
		try {
			return new WebEndpointResponse<>(operation.get());
		}
		catch (OperationRefusedException ex) {
			return new WebEndpointResponse<>(RefusalDescriptor.of(ex), ex.status);
		}
		catch (OutboxException ex) {
			return new WebEndpointResponse<>(RefusalDescriptor.of(ex), WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE);
		}
	}

	/**
	 * The body of an answer that has no result.
	 *
	 * @param error why there is none
	 */
	public record RefusalDescriptor(String error) implements OperationResponseBody {

		private static RefusalDescriptor of(Exception failure) {
			return new RefusalDescriptor(String.valueOf(failure.getMessage()));
		}

	}

}
