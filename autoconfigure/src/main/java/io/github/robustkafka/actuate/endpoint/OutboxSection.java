package io.github.robustkafka.actuate.endpoint;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.github.robustkafka.outbox.OutboxException;
import io.github.robustkafka.outbox.StoreSize;
import io.github.robustkafka.outbox.TopicBacklog;
import io.github.robustkafka.relay.PausedTopics;
import io.github.robustkafka.relay.RelayStatus;
import io.github.robustkafka.runtime.Outbox;
import io.github.robustkafka.writer.OutboxWriter;

/**
 * The outbox and its relay. Nothing here counts records: the numbers are kept in memory,
 * and the topics are found by jumping through an index.
 */
final class OutboxSection {

	/**
	 * Entries of a list that is shown, at most.
	 */
	static final int MAX_LISTED = 100;

	private static final Pattern TOPIC = Pattern.compile("\\*|[a-zA-Z0-9._-]{1,249}");

	private final Outbox outbox;

	OutboxSection(Outbox outbox) {
		this.outbox = outbox;
	}

	OutboxDescriptor outbox() {
		OutboxWriter writer = this.outbox.writer();
		StoreSize size = this.outbox.store().size();
		List<TopicBacklog> topics = null;
		String trouble = this.outbox.trouble();
		try {
			topics = this.outbox.store().findPendingTopics(0);
		}
		catch (OutboxException ex) {
			trouble = ex.getMessage();
		}
		Throwable fencedBy = writer.fencedBy();
		return new OutboxDescriptor(writer.pending(), writer.failed(), oldest(topics), list(topics),
				(topics != null) ? Math.max(0, topics.size() - MAX_LISTED) : 0,
				new SizeDescriptor(size.used(), size.failed(), size.file()), writer.isFull(), size.diskFull(),
				(fencedBy != null) ? fencedBy.getMessage() : trouble, this.outbox.store().damage());
	}

	private static @Nullable Instant oldest(@Nullable List<TopicBacklog> topics) {
		return (topics == null) ? null
				: topics.stream()
					.map(TopicBacklog::oldestAppendedAt)
					.min(Comparator.naturalOrder())
					.map(Instant::ofEpochMilli)
					.orElse(null);
	}

	private static @Nullable List<TopicDescriptor> list(@Nullable List<TopicBacklog> topics) {
		return (topics == null) ? null
				: topics.stream()
					.sorted(Comparator.comparingLong(TopicBacklog::oldestPosition))
					.limit(MAX_LISTED)
					.map((topic) -> new TopicDescriptor(topic.topic(), topic.oldestPosition(),
							Instant.ofEpochMilli(topic.oldestAppendedAt())))
					.toList();
	}

	RelayDescriptor relay() {
		RelayStatus status = this.outbox.relayStatus();
		PausedTopics paused = this.outbox.pausedTopics();
		if (status == null || paused == null) {
			return new RelayDescriptor(false, 0, Set.of(), null, Map.of(), 0, null, null);
		}
		Map<String, String> obstacles = new TreeMap<>();
		status.obstacles()
			.entrySet()
			.stream()
			.sorted(Map.Entry.comparingByKey())
			.limit(MAX_LISTED)
			.forEach((obstacle) -> obstacles.put(obstacle.getKey(), obstacle.getValue()));
		return new RelayDescriptor(true, status.inFlight(), paused.names(), status.outage(), obstacles,
				status.obstacles().size() - obstacles.size(), status.partitionerFailure(), status.storeFailure());
	}

	ChangeDescriptor pause(@Nullable String topic) {
		pausedTopics().pause(required(topic));
		return paused("pause");
	}

	ChangeDescriptor resume(@Nullable String topic) {
		pausedTopics().resume(required(topic));
		return paused("resume");
	}

	private ChangeDescriptor paused(String action) {
		return new ChangeDescriptor(action, null, null, null, pausedTopics().names());
	}

	private PausedTopics pausedTopics() {
		PausedTopics paused = this.outbox.pausedTopics();
		if (paused == null) {
			throw OperationRefusedException
				.invalid("This application has no relay to pause or resume: robust.kafka.relay.enabled is false.");
		}
		return paused;
	}

	private static String required(@Nullable String topic) {
		if (topic == null || !TOPIC.matcher(topic).matches()) {
			throw OperationRefusedException.invalid(
					"Say which topic in the parameter 'topic': the name that it has in Kafka, or * for all topics.");
		}
		return topic;
	}

	/**
	 * The outbox.
	 *
	 * @param pending how many records are pending
	 * @param failed how many records failed and were neither retried nor discarded
	 * @param oldestAppendedAt when the oldest pending record was appended, or null if
	 * nothing is pending or the store cannot be read
	 * @param topics topics with pending records, the oldest first, or null if the store
	 * cannot be read
	 * @param moreTopics how many further topics there are
	 * @param size how large the store is
	 * @param full whether appends wait or are refused
	 * @param diskFull whether the disk has no room for appends
	 * @param trouble why the outbox does not do its work, or null if it does
	 * @param damage what is known of damage to the file, or null if none was met
	 */
	public record OutboxDescriptor(long pending, long failed, @Nullable Instant oldestAppendedAt,
			@Nullable List<TopicDescriptor> topics, int moreTopics, SizeDescriptor size, boolean full, boolean diskFull,
			@Nullable String trouble, @Nullable String damage) {
	}

	/**
	 * A topic with pending records.
	 *
	 * @param topic name of the topic
	 * @param oldestPosition position of its oldest pending record
	 * @param oldestAppendedAt when that was appended
	 */
	public record TopicDescriptor(String topic, long oldestPosition, Instant oldestAppendedAt) {
	}

	/**
	 * How large the store is, in bytes.
	 *
	 * @param usedBytes pages that hold rows
	 * @param failedBytes failed records, estimated
	 * @param fileBytes the file, free pages included
	 */
	public record SizeDescriptor(long usedBytes, long failedBytes, long fileBytes) {
	}

	/**
	 * The relay.
	 *
	 * @param enabled whether this application publishes
	 * @param inFlight records handed to the producer and not yet answered
	 * @param paused topics that are paused, with * if all are
	 * @param outage why Kafka is held to be out of reach, or null while it answers
	 * @param obstacles topics that cannot be sent for now, each with the reason
	 * @param moreObstacles how many further such topics there are
	 * @param partitionerFailure what the application's partitioner threw last, or null
	 * @param storeFailure why pending records cannot be read, or null
	 */
	public record RelayDescriptor(boolean enabled, int inFlight, Set<String> paused, @Nullable String outage,
			Map<String, String> obstacles, int moreObstacles, @Nullable String partitionerFailure,
			@Nullable String storeFailure) {
	}

}
