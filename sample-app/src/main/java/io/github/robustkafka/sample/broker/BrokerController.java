package io.github.robustkafka.sample.broker;

import org.springframework.context.annotation.Conditional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Stops and starts the in-process broker by hand, to show what an outage does.
 */
@RestController
@RequestMapping("/broker")
@Conditional(NoOtherBrokerCondition.class)
class BrokerController {

	private final InProcessBroker broker;

	BrokerController(InProcessBroker broker) {
		this.broker = broker;
	}

	@GetMapping
	State state() {
		return new State(this.broker.address(), this.broker.isRunning());
	}

	@PostMapping("/stop")
	State stop() {
		this.broker.stop();
		return state();
	}

	@PostMapping("/start")
	State start() {
		this.broker.start();
		return state();
	}

	@ExceptionHandler
	ProblemDetail explain(ResourceTakenException taken) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, taken.getMessage());
		problem.setTitle("Broker not started");
		return problem;
	}

	/**
	 * The body of every answer.
	 */
	record State(String address, boolean running) {

	}

}
