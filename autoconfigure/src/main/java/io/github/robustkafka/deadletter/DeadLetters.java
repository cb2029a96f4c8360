package io.github.robustkafka.deadletter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.robustkafka.listener.ListenerSettings;
import io.github.robustkafka.retry.ListenerObserver;

/**
 * The dead letters of the application's listeners: counts them, looks at them, and
 * replays them, which gives them back to their listener with attempts that begin anew.
 * <p>
 * A replay sends a copy to the listener's first retry topic, which only this listener
 * reads, or to the main topic if there is none. Key, value, timestamp, record id, origin
 * and the application's headers are the same bytes;
 * {@link io.github.robustkafka.RobustKafkaHeaders#REPLAYS} counts. The dead letter stays
 * where it is. Which ones were replayed is kept by Kafka, as committed offsets of the
 * group {@code <group>-dlt-replay}, so each is replayed once, by whatever instance, as
 * long as Kafka keeps these offsets ({@code offsets.retention.minutes}).
 * <p>
 * At least once: what was sent and not yet noted when the process dies, and what two
 * instances replay at the same time, is sent twice, with the same record id and origin.
 * Of such two, the note of the one that ends last counts: what the other alone has
 * replayed is sent once more by the next replay.
 * <p>
 * Threads: any; everything is done on the caller's thread, for one caller of a listener
 * at a time. Time: some seconds, a replay until its timeout and some seconds more, also
 * when Kafka is away.
 */
public final class DeadLetters implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(DeadLetters.class);

	private static final String SUFFIX = "-dlt-replay";

	private final Supplier<Collection<ListenerSettings>> listeners;

	private final DeadLetterClients clients;

	private final ListenerObserver observer;

	private final Timing timing;

	private final Map<String, DeadLetterReader> readers = new HashMap<>();

	private final CountDownLatch closing = new CountDownLatch(1);

	/**
	 * Creates an access to dead letters. It holds no connection between two calls.
	 * @param listeners tells the listeners
	 * @param clients makes Kafka clients
	 * @param observer hears of each dead letter that was replayed
	 */
	public DeadLetters(Supplier<Collection<ListenerSettings>> listeners, DeadLetterClients clients,
			ListenerObserver observer) {
		this(listeners, clients, observer, Timing::until);
	}

	DeadLetters(Supplier<Collection<ListenerSettings>> listeners, DeadLetterClients clients, ListenerObserver observer,
			Function<CountDownLatch, Timing> timing) {
		this.listeners = listeners;
		this.clients = clients;
		this.observer = observer;
		this.timing = timing.apply(this.closing);
	}

	/**
	 * Returns the listeners that have dead letters.
	 * @return their ids
	 */
	public List<String> listeners() {
		return this.listeners.get()
			.stream()
			.filter((listener) -> !new DeadLetterTopics(listener).names().isEmpty())
			.map(ListenerSettings::id)
			.toList();
	}

	/**
	 * Counts dead letters.
	 * @param listener id of a listener
	 * @return how many there are, and how many were not replayed
	 * @throws DeadLettersException if they could not be counted
	 */
	public DeadLetterCount count(String listener) {
		return reading(listener, (topics, reader) -> {
			Map<TopicPartition, OffsetRange> ranges = reader.ranges(topics.names());
			List<DeadLetterCount.Partition> partitions = new ArrayList<>();
			reader.replayed(ranges).forEach((partition, replayed) -> {
				OffsetRange range = ranges.getOrDefault(partition, OffsetRange.NONE);
				partitions.add(new DeadLetterCount.Partition(partition.topic(), partition.partition(), range.begin(),
						range.end(), replayed.missingIn(range)));
			});
			return new DeadLetterCount(listener, List.copyOf(partitions));
		});
	}

	/**
	 * Looks at dead letters. Changes nothing.
	 * @param listener id of a listener
	 * @param options which ones
	 * @return what they are, fewer than the limit if there are no more
	 * @throws DeadLettersException if they could not be read
	 */
	public List<DeadLetter> peek(String listener, PeekOptions options) {
		return reading(listener, (topics, reader) -> new Peek(options, reader).at(topics));
	}

	/**
	 * Replays dead letters, or tells what would be replayed. Those that come while it
	 * runs are not looked at. A replay that ends early, because its time is up or Kafka
	 * goes away, tells so; the next one goes on where it ended.
	 * @param listener id of a listener
	 * @param selection which ones
	 * @param options how
	 * @return what became of them
	 * @throws DeadLettersException if nothing was sent because something failed
	 */
	public ReplayReport replay(String listener, ReplaySelection selection, ReplayOptions options) {
		ReplayReport report = reading(listener, (topics, reader) -> {
			try (ReplaySender sender = new ReplaySender(() -> this.clients.producer(find(listener)))) {
				return new ReplayRun(topics, selection, options, reader, sender, this.timing,
						() -> this.observer.replayed(listener))
					.run()
					.report(listener, options.dryRun());
			}
		});
		if (!options.dryRun()) {
			logger.info("Replayed {} dead letters of listener '{}' (wanted: {}); {} failed, skipped: {}{}",
					report.counts().replayed(), listener, selection, report.counts().failed(),
					report.counts().skipped(),
					(report.stopped() != null) ? ". It ended early: " + report.stopped() : "");
		}
		return report;
	}

	private <T> T reading(String id, BiFunction<DeadLetterTopics, DeadLetterReader, T> work) {
		ListenerSettings listener = find(id);
		DeadLetterTopics topics = new DeadLetterTopics(listener);
		if (topics.names().isEmpty()) {
			throw new DeadLettersException("Listener '%s' has no dead-letter topic.".formatted(id), null);
		}
		try {
			DeadLetterReader opened = open(listener);
			try (DeadLetterReader reader = opened) {
				return work.apply(topics, reader);
			}
			finally {
				closed(id);
			}
		}
		catch (WakeupException ex) {
			throw new DeadLettersException("The application stops; no dead letter was replayed.", ex);
		}
		catch (KafkaException ex) {
			throw new DeadLettersException(
					"Dead letters of listener '%s', in %s, are out of reach: %s. Nothing was changed; try again when Kafka answers, and see that the application may read these topics and the group '%s'."
						.formatted(id, topics.names(), ex.getMessage(), group(listener)),
					ex);
		}
	}

	private ListenerSettings find(String id) {
		return this.listeners.get()
			.stream()
			.filter((listener) -> listener.id().equals(id))
			.findFirst()
			.orElseThrow(() -> new DeadLettersException(
					"There is no listener '%s'. With dead letters are: %s.".formatted(id, listeners()), null));
	}

	private static String group(ListenerSettings listener) {
		return listener.rules().group() + SUFFIX;
	}

	private synchronized DeadLetterReader open(ListenerSettings listener) {
		String id = listener.id();
		if (this.closing.getCount() == 0) {
			throw new DeadLettersException("The application stops.", null);
		}
		if (this.readers.containsKey(id)) {
			throw new DeadLettersException(
					"Somebody looks at or replays dead letters of listener '%s' now. Try again when that has ended."
						.formatted(id),
					null);
		}
		DeadLetterReader reader = new DeadLetterReader(this.clients.consumer(listener, group(listener)));
		this.readers.put(id, reader);
		return reader;
	}

	private synchronized void closed(String id) {
		this.readers.remove(id);
	}

	/**
	 * Ends what is going on, without waiting for it. Idempotent.
	 */
	@Override
	public synchronized void close() {
		this.closing.countDown();
		this.readers.values().forEach(DeadLetterReader::wakeUp);
	}

}
