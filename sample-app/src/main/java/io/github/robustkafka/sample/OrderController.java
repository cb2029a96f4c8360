package io.github.robustkafka.sample;

import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import io.github.robustkafka.outbox.OutcomeUnknownException;

/**
 * Takes orders in. The answer 202 means that the order is on disk and will reach Kafka;
 * whether Kafka can be reached at this moment plays no part in it.
 */
@RestController
@RequestMapping("/orders")
class OrderController {

	private static final Logger logger = LoggerFactory.getLogger(OrderController.class);

	private final KafkaTemplate<String, Order> kafka;

	OrderController(KafkaTemplate<String, Order> kafka) {
		this.kafka = kafka;
	}

	@PostMapping
	ResponseEntity<?> accept(@RequestBody Order order) {
		try {
			this.kafka.send(Order.TOPIC, order.id(), order);
		}
		catch (OutcomeUnknownException ex) {
			return refuse(order, ex, "It is not known whether order '%s' was stored. See whether it arrives.");
		}
		catch (RuntimeException ex) {
			return refuse(order, ex, "Order '%s' could not be stored. Send it again later.");
		}
		return ResponseEntity.accepted().body(new Accepted(order.id()));
	}

	@ExceptionHandler
	ProblemDetail explain(HttpMessageNotReadableException unreadable) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, reason(unreadable));
		problem.setTitle("Not an order");
		return problem;
	}

	private static ResponseEntity<?> refuse(Order order, RuntimeException failure, String detail) {
		logger.warn("Order '{}' was not accepted, and the customer was told so: {}", order.id(),
				NestedExceptionUtils.getMostSpecificCause(failure).toString());
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE,
				detail.formatted(order.id()));
		problem.setTitle("Order not accepted");
		return ResponseEntity.of(problem).build();
	}

	private static String reason(HttpMessageNotReadableException unreadable) {
		if (unreadable.getMostSpecificCause() instanceof IllegalArgumentException impossibleValue) {
			return String.valueOf(impossibleValue.getMessage());
		}
		String expected = "Send JSON like {\"id\": \"n1\", \"item\": \"tea\", \"quantity\": 2}.";
		return faultyField(unreadable) + expected;
	}

	private static String faultyField(HttpMessageNotReadableException unreadable) {
		List<JacksonException.Reference> path = (unreadable.getCause() instanceof JacksonException ex) ? ex.getPath()
				: List.of();
		return path.isEmpty() ? "" : "'" + path.get(0).getPropertyName() + "' is missing or has a wrong type. ";
	}

	/**
	 * The body of a 202 answer.
	 */
	record Accepted(String id) {

	}

}
