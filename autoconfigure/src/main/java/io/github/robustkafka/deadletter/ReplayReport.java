package io.github.robustkafka.deadletter;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What became of a replay.
 *
 * @param listener id of the listener
 * @param dryRun whether nothing was sent
 * @param counts how many
 * @param letters the first 100 that were replayed, would be, or failed
 * @param reached for each partition, written as {@code topic-partition}, the offset that
 * it was looked through to
 * @param mainTopic whether records go to a main topic, because the listener has no retry
 * topic: all groups that read it get them
 * @param stopped why it ended, or left out the rest of a partition, before all that was
 * selected was replayed; null if it did not. The next replay goes on with the rest
 */
public record ReplayReport(String listener, boolean dryRun, Counts counts, List<Letter> letters,
		Map<String, Long> reached, boolean mainTopic, @Nullable String stopped) {

	/**
	 * How many dead letters.
	 *
	 * @param selected were selected and could be replayed: what a dry run would replay
	 * @param replayed are in their new topic, acknowledged by all in-sync replicas
	 * @param failed were sent and not acknowledged; they are not counted as replayed, the
	 * next replay sends them again
	 * @param skipped were selected and not replayed, by the reason
	 */
	public record Counts(int selected, int replayed, int failed, Map<String, Integer> skipped) {
	}

	/**
	 * What became of one.
	 *
	 * @param place where it is
	 * @param recordId its record id, or null if it has none
	 * @param topic where it goes
	 * @param failure why it was not acknowledged, or null
	 */
	public record Letter(Place place, @Nullable String recordId, String topic, @Nullable String failure) {
	}

}
