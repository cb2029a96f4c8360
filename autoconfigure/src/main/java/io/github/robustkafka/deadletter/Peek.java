package io.github.robustkafka.deadletter;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

import io.github.robustkafka.KeyHash;
import io.github.robustkafka.retry.DeadLetterRecord;

/**
 * One look at dead letters.
 */
final class Peek {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final Comparator<DeadLetter> LATEST_FIRST = Comparator
		.comparing((DeadLetter letter) -> letter.content().timestamp())
		.reversed();

	private final PeekOptions options;

	private final DeadLetterReader reader;

	private final long deadline = System.nanoTime() + TIMEOUT.toNanos();

	Peek(PeekOptions options, DeadLetterReader reader) {
		this.options = options;
		this.reader = reader;
	}

	List<DeadLetter> at(DeadLetterTopics topics) {
		List<DeadLetter> seen = new ArrayList<>();
		Map<TopicPartition, OffsetRange> ranges = this.reader.ranges(topics.names());
		Map<TopicPartition, ReplayedOffsets> replayed = this.reader.replayed(ranges);
		for (Map.Entry<TopicPartition, OffsetRange> each : ranges.entrySet()) {
			ReplayedOffsets known = replayed.get(each.getKey());
			if (known != null) {
				look(each.getKey(), wanted(each.getKey(), each.getValue()), known, seen);
			}
			if (this.options.newest()) {
				seen.sort(LATEST_FIRST);
				seen = new ArrayList<>(seen.subList(0, Math.min(seen.size(), this.options.limit())));
			}
		}
		return List.copyOf(seen);
	}

	private OffsetRange wanted(TopicPartition partition, OffsetRange range) {
		if (this.options.newest()) {
			return range.from(range.end() - this.options.limit());
		}
		Place after = this.options.after();
		int order = (after != null)
				? DeadLetterReader.BY_NAME.compare(partition, new TopicPartition(after.topic(), after.partition())) : 1;
		if (after == null || order > 0) {
			return range;
		}
		return (order == 0) ? range.from(after.offset() + 1) : OffsetRange.NONE;
	}

	private void look(TopicPartition partition, OffsetRange range, ReplayedOffsets replayed, List<DeadLetter> seen) {
		OffsetRange left = range;
		while (!left.isEmpty() && (this.options.newest() || seen.size() < this.options.limit())) {
			if (System.nanoTime() - this.deadline >= 0) {
				throw new TimeoutException("dead letters could not be read within " + TIMEOUT);
			}
			DeadLetterReader.Page page = this.reader.read(partition, left);
			for (ConsumerRecord<byte[], byte[]> record : page.records()) {
				if (this.options.newest() || seen.size() < this.options.limit()) {
					seen.add(letter(new DeadLetterRecord(record), replayed.contains(record.offset())));
				}
			}
			left = left.from(page.next());
		}
	}

	private DeadLetter letter(DeadLetterRecord letter, boolean replayed) {
		ConsumerRecord<byte[], byte[]> record = letter.record();
		DeadLetter.Payload payload = this.options.payload() ? new DeadLetter.Payload(record.key(), record.value())
				: null;
		int size = Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
		return new DeadLetter(ReplayTally.placeOf(letter), letter.origin(),
				new DeadLetter.Failure(letter.exception(), letter.cause(), letter.message()), letter.attempts(),
				letter.replays(), replayed, new DeadLetter.Content(letter.recordId(),
						Instant.ofEpochMilli(record.timestamp()), KeyHash.of(record.key()), size, payload));
	}

}
