package io.github.robustkafka.deadletter;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import io.github.robustkafka.retry.DeadLetterRecord;

/**
 * Counts what becomes of a replay. Used by one thread.
 */
final class ReplayTally {

	private static final int MOST_LETTERS = 100;

	private final List<ReplayReport.Letter> letters = new ArrayList<>();

	private final Map<String, Integer> skipped = new TreeMap<>();

	private final Map<String, Long> reached = new TreeMap<>();

	private int selected;

	private int replayed;

	private int failed;

	private boolean mainTopic;

	private final Set<String> leftOver = new LinkedHashSet<>();

	private boolean stopped;

	boolean hasSelected(int letters) {
		return this.selected >= letters;
	}

	void selected(DeadLetterRecord letter, String topic, boolean isMain, @Nullable Throwable failure) {
		this.selected++;
		this.mainTopic = this.mainTopic || isMain;
		this.failed += (failure != null) ? 1 : 0;
		if (this.letters.size() < MOST_LETTERS) {
			this.letters.add(new ReplayReport.Letter(placeOf(letter), letter.recordId(), topic,
					(failure != null) ? failure.toString() : null));
		}
	}

	static Place placeOf(DeadLetterRecord letter) {
		return new Place(letter.record().topic(), letter.record().partition(), letter.record().offset());
	}

	void replayed() {
		this.replayed++;
	}

	void skipped(String reason) {
		this.skipped.merge(reason, 1, Integer::sum);
	}

	void reached(TopicPartition partition, long offset) {
		this.reached.put(partition.toString(), offset);
	}

	/** The replay ends. */
	void stopped(String reason) {
		this.stopped = true;
		leftOver(reason);
	}

	/** The rest of a partition is left for another replay, and this one goes on. */
	void leftOver(String reason) {
		this.leftOver.add(reason);
	}

	boolean isStopped() {
		return this.stopped;
	}

	boolean isEmpty() {
		return this.selected == 0 && this.skipped.isEmpty() && this.leftOver.isEmpty();
	}

	/** Whether something was sent, which cannot be taken back. */
	boolean hasSent() {
		return this.replayed + this.failed > 0;
	}

	ReplayReport report(String listener, boolean dryRun) {
		return new ReplayReport(listener, dryRun,
				new ReplayReport.Counts(this.selected, this.replayed, this.failed,
						Collections.unmodifiableMap(this.skipped)),
				List.copyOf(this.letters), Collections.unmodifiableMap(this.reached), this.mainTopic,
				this.leftOver.isEmpty() ? null : String.join("; ", this.leftOver));
	}

}
