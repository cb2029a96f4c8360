package io.github.robustkafka.sample.page;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import io.github.robustkafka.deadletter.DeadLetter;
import io.github.robustkafka.deadletter.DeadLetters;
import io.github.robustkafka.deadletter.DeadLettersException;
import io.github.robustkafka.deadletter.PeekOptions;
import io.github.robustkafka.deadletter.Place;
import io.github.robustkafka.deadletter.ReplayOptions;
import io.github.robustkafka.deadletter.ReplayReport;
import io.github.robustkafka.deadletter.ReplaySelection;
import io.github.robustkafka.sample.page.LiveController.Done;

/**
 * The payments that were given up. One caller at a time: a retry waits for a look that
 * goes on.
 */
@RestController
@RequestMapping("/live/dead-letters")
class DeadLetterController {

	private static final String LISTENER = "payments";

	private static final int LISTED = 50;

	private final DeadLetters deadLetters;

	DeadLetterController(DeadLetters deadLetters) {
		this.deadLetters = deadLetters;
	}

	/**
	 * The newest that nobody has tried again.
	 */
	@GetMapping
	synchronized List<Letter> list() {
		return this.deadLetters.peek(LISTENER, PeekOptions.newest(LISTED).withPayload())
			.stream()
			.filter((letter) -> !letter.replayed())
			.map((letter) -> new Letter(letter.place(), order(letter), letter.content().timestamp(),
					letter.failure().message()))
			.toList();
	}

	@PostMapping("/retry")
	synchronized Done retry(@RequestBody Place place) {
		ReplayReport report = this.deadLetters.replay(LISTENER, ReplaySelection.one(place),
				ReplayOptions.DRY_RUN.forReal());
		return new Done((report.counts().replayed() > 0) ? "The payment is tried again."
				: "The payment is not tried again: " + report.counts().skipped());
	}

	private static @Nullable String order(DeadLetter letter) {
		DeadLetter.Payload payload = letter.content().payload();
		byte[] key = (payload != null) ? payload.key() : null;
		return (key != null) ? new String(key, StandardCharsets.UTF_8) : null;
	}

	@ExceptionHandler
	ProblemDetail explain(DeadLettersException outOfReach) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, outOfReach.getMessage());
	}

	/**
	 * A payment that was given up.
	 *
	 * @param place where it is
	 * @param order the order
	 * @param orderedAt when it was sent
	 * @param reason why
	 */
	record Letter(Place place, @Nullable String order, Instant orderedAt, @Nullable String reason) {
	}

}
