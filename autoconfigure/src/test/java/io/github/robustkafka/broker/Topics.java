package io.github.robustkafka.broker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

import static org.awaitility.Awaitility.await;

/**
 * Changes the topics of a running broker. Every change is in force when its method
 * returns. Holds no connection between two calls.
 */
public final class Topics {

	private static final String EVERYBODY = "User:*";

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private final Map<String, Object> clientProperties;

	/**
	 * Creates an access to the topics.
	 * @param clientProperties what a client needs to reach the broker with all rights
	 */
	public Topics(Map<String, Object> clientProperties) {
		this.clientProperties = clientProperties;
	}

	/**
	 * Creates a topic with one copy of each partition.
	 * @param topic name
	 * @param partitions number of partitions
	 */
	public void create(String topic, int partitions) {
		create(topic, partitions, Map.of());
	}

	/**
	 * Creates a topic with one copy of each partition.
	 * @param topic name
	 * @param partitions number of partitions
	 * @param configs configs of the topic, such as {@code max.message.bytes}
	 */
	public void create(String topic, int partitions, Map<String, String> configs) {
		create(new NewTopic(topic, partitions, (short) 1).configs(configs));
	}

	/**
	 * Creates a topic and waits until each partition has a leader.
	 * @param topic the topic
	 */
	public void create(NewTopic topic) {
		int partitions = call((admin) -> admin.createTopics(List.of(topic)).numPartitions(topic.name()));
		awaitTopic(topic.name(), (found) -> found != null && hasLeaders(found, partitions));
	}

	/**
	 * Creates a topic that no other test has.
	 * @param prefix begin of its name
	 * @param partitions number of partitions
	 * @return its name
	 */
	public String createNew(String prefix, int partitions) {
		String topic = prefix + "-" + UUID.randomUUID();
		create(topic, partitions);
		return topic;
	}

	/**
	 * Deletes a topic with its records.
	 * @param topic name
	 */
	public void delete(String topic) {
		call((admin) -> admin.deleteTopics(List.of(topic)).all());
		awaitTopic(topic, (found) -> found == null);
	}

	/**
	 * Adds partitions to a topic.
	 * @param topic name
	 * @param partitions number of partitions that it has then
	 */
	public void addPartitions(String topic, int partitions) {
		call((admin) -> admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions))).all());
		awaitTopic(topic, (found) -> found != null && hasLeaders(found, partitions));
	}

	/**
	 * Sets a config of a topic.
	 * @param topic name
	 * @param key the config, such as {@code min.insync.replicas}
	 * @param value its value
	 */
	public void configure(String topic, String key, String value) {
		ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
		AlterConfigOp set = new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET);
		call((admin) -> admin.incrementalAlterConfigs(Map.of(resource, List.of(set))).all());
		await().atMost(TIMEOUT)
			.pollDelay(Duration.ZERO)
			.until(() -> value.equals(
					call((admin) -> admin.describeConfigs(List.of(resource)).all()).get(resource).get(key).value()));
	}

	/**
	 * Forbids everybody to write to a topic; reading it stays allowed. Needs a broker
	 * with {@link BrokerSettings#withAuthorizer()}. Super users are not held up: on a
	 * {@link SecuredBroker} those are the clients of its plain listener.
	 * @param topic name
	 */
	public void denyWrite(String topic) {
		List<AclBinding> rules = List.of(rule(topic, AclOperation.ALL, AclPermissionType.ALLOW), denial(topic));
		call((admin) -> admin.createAcls(rules).all());
		awaitRule(denial(topic), true);
	}

	/**
	 * Takes {@link #denyWrite(String)} back.
	 * @param topic name
	 */
	public void allowWrite(String topic) {
		call((admin) -> admin.deleteAcls(List.of(denial(topic).toFilter())).all());
		awaitRule(denial(topic), false);
	}

	/**
	 * Names of all topics that are not Kafka's own.
	 * @return the names
	 */
	public Set<String> names() {
		return call((admin) -> admin.listTopics().names());
	}

	private static AclBinding denial(String topic) {
		return rule(topic, AclOperation.WRITE, AclPermissionType.DENY);
	}

	private static AclBinding rule(String topic, AclOperation operation, AclPermissionType permission) {
		return new AclBinding(new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
				new AccessControlEntry(EVERYBODY, "*", operation, permission));
	}

	private void awaitRule(AclBinding rule, boolean there) {
		await().atMost(TIMEOUT)
			.pollDelay(Duration.ZERO)
			.until(() -> call((admin) -> admin.describeAcls(rule.toFilter()).values()).isEmpty() != there);
	}

	private static boolean hasLeaders(TopicDescription topic, int partitions) {
		return topic.partitions().size() == partitions
				&& topic.partitions().stream().allMatch((partition) -> partition.leader() != null);
	}

	private void awaitTopic(String topic, Predicate<@Nullable TopicDescription> condition) {
		await().atMost(TIMEOUT).pollDelay(Duration.ZERO).until(() -> condition.test(find(topic)));
	}

	private @Nullable TopicDescription find(String topic) {
		try {
			return call((admin) -> admin.describeTopics(List.of(topic)).allTopicNames()).get(topic);
		}
		catch (IllegalStateException ex) {
			if (ex.getCause() instanceof UnknownTopicOrPartitionException) {
				return null;
			}
			throw ex;
		}
	}

	private <T> T call(AdminCall<T> call) {
		try (Admin admin = Admin.create(this.clientProperties)) {
			return call.on(admin).get();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("The broker refuses: " + ex.getCause(), ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while the broker was asked", ex);
		}
	}

	private interface AdminCall<T> {

		KafkaFuture<T> on(Admin admin);

	}

}
