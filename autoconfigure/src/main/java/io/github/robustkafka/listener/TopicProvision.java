package io.github.robustkafka.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

import io.github.robustkafka.retry.TopicChain;

/**
 * Sees to it that a listener's own topics exist, with as many partitions as the main
 * topic. Each attempt talks to the broker for a bounded time.
 */
final class TopicProvision {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final Supplier<Admin> admins;

	private final Map<String, Integer> partitions = new ConcurrentHashMap<>();

	private @Nullable Admin connected;

	private boolean closed;

	TopicProvision(Supplier<Admin> admins) {
		this.admins = admins;
	}

	/** Returns how many partitions a topic has, 0 if that is not known. */
	int partitions(String topic) {
		return this.partitions.getOrDefault(topic, 0);
	}

	/**
	 * Looks at the topics of a listener and creates what is missing, if it may.
	 * @return what is still missing, or null if the listener can start
	 */
	@Nullable String provide(ListenerSettings settings) {
		if (settings.topics().mode() == TopicMode.LEAVE) {
			return null;
		}
		Admin admin = null;
		try {
			admin = connect();
			if (admin == null) {
				return "the application stops";
			}
			for (TopicChain chain : settings.rules().chains().all()) {
				String missing = provide(admin, chain, settings.topics());
				if (missing != null) {
					return missing;
				}
			}
			return null;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return "the start was interrupted";
		}
		catch (Exception ex) {
			Throwable cause = (ex instanceof ExecutionException && ex.getCause() != null) ? ex.getCause() : ex;
			return "Kafka did not answer what topics there are: " + cause;
		}
		finally {
			if (admin != null) {
				admin.close(Duration.ZERO);
			}
		}
	}

	/** Returns a new client, or null if this is closed. */
	private synchronized @Nullable Admin connect() {
		if (!this.closed) {
			this.connected = this.admins.get();
			return this.connected;
		}
		return null;
	}

	synchronized void open() {
		this.closed = false;
	}

	/** Ends an attempt that waits for the broker. */
	synchronized void close() {
		this.closed = true;
		if (this.connected != null) {
			this.connected.close(Duration.ZERO);
			this.connected = null;
		}
	}

	private @Nullable String provide(Admin admin, TopicChain chain, ListenerSettings.Topics how) throws Exception {
		List<String> wanted = new ArrayList<>(chain.ownTopics());
		wanted.add(chain.main());
		Map<String, Integer> found = counts(admin, wanted);
		this.partitions.putAll(found);
		Integer main = found.get(chain.main());
		if (main == null) {
			return "its topic '%s' does not exist".formatted(chain.main());
		}
		List<String> missing = chain.ownTopics().stream().filter((topic) -> !found.containsKey(topic)).toList();
		if (how.mode() == TopicMode.CHECK) {
			return missing.isEmpty() ? null : "its topics %s do not exist".formatted(missing);
		}
		create(admin, missing, main, how.replicationFactor(), TopicConfig.like(admin, chain.main()));
		enlarge(admin, chain, found, main);
		chain.ownTopics().forEach((topic) -> this.partitions.merge(topic, main, Math::max));
		return null;
	}

	private static Map<String, Integer> counts(Admin admin, Collection<String> topics) throws Exception {
		Map<String, Integer> counts = new HashMap<>();
		for (Map.Entry<String, KafkaFuture<TopicDescription>> entry : admin.describeTopics(topics)
			.topicNameValues()
			.entrySet()) {
			try {
				counts.put(entry.getKey(),
						entry.getValue().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS).partitions().size());
			}
			catch (ExecutionException ex) {
				if (!(ex.getCause() instanceof UnknownTopicOrPartitionException)) {
					throw ex;
				}
			}
		}
		return counts;
	}

	private static void create(Admin admin, List<String> missing, int partitions, short replicationFactor,
			Map<String, String> config) throws Exception {
		List<NewTopic> topics = missing.stream()
			.map((topic) -> new NewTopic(topic, Optional.of(partitions),
					(replicationFactor > 0) ? Optional.of(replicationFactor) : Optional.empty())
				.configs(config))
			.toList();
		for (KafkaFuture<Void> created : admin.createTopics(topics).values().values()) {
			try {
				created.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
			}
			catch (ExecutionException ex) {
				if (!(ex.getCause() instanceof TopicExistsException)) {
					throw ex;
				}
			}
		}
	}

	private static void enlarge(Admin admin, TopicChain chain, Map<String, Integer> found, int partitions)
			throws Exception {
		Map<String, NewPartitions> more = new HashMap<>();
		for (String topic : chain.ownTopics()) {
			if (found.getOrDefault(topic, partitions) < partitions) {
				more.put(topic, NewPartitions.increaseTo(partitions));
			}
		}
		if (!more.isEmpty()) {
			admin.createPartitions(more).all().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
		}
	}

}
