package io.github.robustkafka.actuate.endpoint;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

import io.github.robustkafka.deadletter.DeadLetter;
import io.github.robustkafka.deadletter.DeadLetterCount;
import io.github.robustkafka.deadletter.DeadLetters;
import io.github.robustkafka.deadletter.DeadLettersException;
import io.github.robustkafka.deadletter.PeekOptions;
import io.github.robustkafka.deadletter.Place;
import io.github.robustkafka.deadletter.ReplayOptions;
import io.github.robustkafka.deadletter.ReplayReport;
import io.github.robustkafka.deadletter.ReplaySelection;

/**
 * The dead letters of listeners. Each call asks Kafka, and takes some seconds if Kafka
 * does not answer; a replay takes up to half a minute.
 */
final class DeadLetterSection {

	/** What stands before and behind the id of a listener. */
	static final String PATH = "listeners/{id}/dead-letters";

	static final int DEFAULT_LIMIT = 20;

	static final int MAX_LIMIT = 100;

	static final String ALL = "*";

	private final @Nullable DeadLetters letters;

	private final EndpointSettings settings;

	DeadLetterSection(@Nullable DeadLetters letters, EndpointSettings settings) {
		this.letters = letters;
		this.settings = settings;
	}

	DeadLetterPageDescriptor list(String listener, @Nullable Integer limit, @Nullable Boolean newest,
			@Nullable String after) {
		DeadLetters known = known(listener);
		return asking(() -> {
			Place place = (after != null) ? Place.parse(after) : null;
			PeekOptions options = new PeekOptions(Math.min(MAX_LIMIT, (limit != null) ? limit : DEFAULT_LIMIT),
					Boolean.TRUE.equals(newest), place, this.settings.showPayload());
			List<DeadLetter> page = known.peek(listener, options);
			DeadLetterCount count = known.count(listener);
			boolean more = !options.newest() && page.size() == options.limit();
			return new DeadLetterPageDescriptor(count.total(), count.notReplayed(),
					page.stream()
						.map((letter) -> DeadLetterDescriptor.of(letter, this.settings.payloadLimit()))
						.toList(),
					more ? page.get(page.size() - 1).place().toString() : null);
		});
	}

	ReplayDescriptor replay(String listener, ReplayRequest request) {
		DeadLetters known = known(listener);
		return asking(() -> ReplayDescriptor.of(known.replay(listener, request.selection(), request.options())));
	}

	private DeadLetters known(String listener) {
		List<String> ids = (this.letters != null) ? this.letters.listeners() : List.of();
		if (this.letters == null || !ids.contains(listener)) {
			throw OperationRefusedException
				.notFound("There is no listener '%s' with a dead-letter topic; there are %s.".formatted(listener, ids));
		}
		return this.letters;
	}

	private static <T> T asking(Supplier<T> question) {
		try {
			return question.get();
		}
		catch (IllegalArgumentException ex) {
			throw OperationRefusedException.invalid(String.valueOf(ex.getMessage()));
		}
		catch (DeadLettersException ex) {
			throw OperationRefusedException.unavailable(String.valueOf(ex.getMessage()));
		}
	}

	/**
	 * What an operator wants replayed.
	 *
	 * @param letters * for all, the class of an exception, or the place of a single one
	 * @param dryRun whether it is only told what would be replayed; null stands for true
	 * @param perSecond the most records in a second, or null for 100
	 */
	record ReplayRequest(@Nullable String letters, @Nullable Boolean dryRun, @Nullable Integer perSecond) {

		private ReplaySelection selection() {
			if (this.letters == null || this.letters.isBlank()) {
				throw new IllegalArgumentException(
						"Say which dead letters in the parameter 'letters': * for all, the class of an exception, or a place as in orders-payments-dlt-0@42.");
			}
			if (this.letters.equals(ALL)) {
				return ReplaySelection.all();
			}
			return this.letters.contains("@") ? ReplaySelection.one(Place.parse(this.letters))
					: ReplaySelection.ofException(this.letters);
		}

		private ReplayOptions options() {
			ReplayOptions options = (this.perSecond != null) ? ReplayOptions.DRY_RUN.perSecond(this.perSecond)
					: ReplayOptions.DRY_RUN;
			return Boolean.FALSE.equals(this.dryRun) ? options.forReal() : options;
		}

		@Override
		public String toString() {
			return "dead letters '%s'%s".formatted(this.letters,
					Boolean.FALSE.equals(this.dryRun) ? "" : " as a dry run");
		}

	}

	/**
	 * A page of dead letters.
	 *
	 * @param total how many there are, at most
	 * @param notReplayed how many of them were not replayed, at most
	 * @param letters the dead letters
	 * @param nextAfter place to go on after, or null if this is the last page
	 */
	public record DeadLetterPageDescriptor(long total, long notReplayed, List<DeadLetterDescriptor> letters,
			@Nullable String nextAfter) implements OperationResponseBody {
	}

	/**
	 * What became of a replay.
	 *
	 * @param listener id of the listener
	 * @param dryRun whether nothing was sent
	 * @param selected how many were selected and could be replayed
	 * @param replayed how many were replayed
	 * @param failed how many were sent and not acknowledged
	 * @param skipped how many were selected and not replayed, by the reason
	 * @param letters the first 100
	 * @param reached offset that each partition was looked through to
	 * @param mainTopic whether they go to a main topic, where other groups get them too
	 * @param stopped why it ended early, or null if it did not
	 */
	public record ReplayDescriptor(String listener, boolean dryRun, int selected, int replayed, int failed,
			Map<String, Integer> skipped, List<ReplayedDescriptor> letters, Map<String, Long> reached,
			boolean mainTopic, @Nullable String stopped) implements OperationResponseBody, AuditedChanges.Outcome {

		private static ReplayDescriptor of(ReplayReport report) {
			ReplayReport.Counts counts = report.counts();
			return new ReplayDescriptor(report.listener(), report.dryRun(), counts.selected(), counts.replayed(),
					counts.failed(), counts.skipped(),
					report.letters()
						.stream()
						.map((letter) -> new ReplayedDescriptor(letter.place().toString(), letter.recordId(),
								letter.topic(), letter.failure()))
						.toList(),
					report.reached(), report.mainTopic(), report.stopped());
		}

		@Override
		public String inWords() {
			String done = this.dryRun ? this.selected + " would be replayed"
					: "%d replayed, %d failed".formatted(this.replayed, this.failed);
			return (this.stopped != null) ? done + "; it ended early: " + this.stopped : done;
		}

	}

	/**
	 * What became of one dead letter.
	 *
	 * @param place where it is
	 * @param recordId its record id, or null
	 * @param topic where it goes
	 * @param failure why it was not acknowledged, or null
	 */
	public record ReplayedDescriptor(String place, @Nullable String recordId, String topic, @Nullable String failure) {
	}

}
