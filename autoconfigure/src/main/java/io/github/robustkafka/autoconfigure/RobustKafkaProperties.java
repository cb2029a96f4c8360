package io.github.robustkafka.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import io.github.robustkafka.autoconfigure.command.Command;
import io.github.robustkafka.autoconfigure.listener.ListenerProperties;
import io.github.robustkafka.producer.CompleteOn;
import io.github.robustkafka.relay.BackoffSettings;
import io.github.robustkafka.sqlite.Durability;
import io.github.robustkafka.sqlite.OnDamage;
import io.github.robustkafka.writer.RoomSettings;
import io.github.robustkafka.writer.RoomSettings.WhenFull;

/**
 * Settings of Robust Kafka. {@link PropertiesCheck} knows which values are allowed.
 *
 * @param enabled Whether Robust Kafka is active. When it is not, Spring Boot's own
 * KafkaTemplate is used and nothing is kept.
 * @param outbox Where and how records are kept.
 * @param template How templates behave.
 * @param relay How records are published to Kafka.
 * @param inbox Where records that listeners have handled are remembered.
 * @param listener Defaults of all listeners.
 * @param listeners Settings of listeners by their id, over the defaults of all.
 * @param endpoint What the actuator endpoint robustkafka may show and do.
 * @param health When the health of the outbox and the listeners is OUT_OF_SERVICE.
 * @param metrics What is counted.
 * @param command What is done with the outbox instead of starting the application, which
 * starts if it is not set. To be given on the command line.
 * @param commandTimeout Time that the command drain waits for records to be acknowledged.
 */
@ConfigurationProperties("robust.kafka")
public record RobustKafkaProperties(@DefaultValue("true") boolean enabled, @DefaultValue Outbox outbox,
		@DefaultValue Template template, @DefaultValue Relay relay, @DefaultValue Inbox inbox,
		@DefaultValue ListenerProperties listener, @DefaultValue Map<String, ListenerProperties> listeners,
		@DefaultValue Endpoint endpoint, @DefaultValue Health health, @DefaultValue Metrics metrics,
		@Nullable Command command, @DefaultValue("10m") Duration commandTimeout) {

	/**
	 * Where and how records are kept.
	 *
	 * @param path Database file of the outbox, created with its directory if it does not
	 * exist. Each running application instance needs one of its own.
	 * @param durability What a record survives once it was sent.
	 * @param maxSize Size that the outbox may reach, apart from failed records.
	 * @param maxFailedSize Size of failed records that does not count against max-size.
	 * @param whenFull What a send does when the outbox is full.
	 * @param blockTimeout Time that a send waits for room when the outbox is full and
	 * when-full is block.
	 * @param retention Time that acknowledged records are kept for audit, while there is
	 * room. Zero deletes them with their acknowledgement.
	 * @param onDamage What a start does when the outbox is too damaged to be opened as it
	 * is.
	 */
	public record Outbox(@DefaultValue("robust-kafka/${spring.application.name:application}/outbox.db") String path,
			@DefaultValue("power-loss") Durability durability, @DefaultValue("10GB") DataSize maxSize,
			@DefaultValue("1GB") DataSize maxFailedSize, @DefaultValue("block") WhenFull whenFull,
			@DefaultValue("60s") Duration blockTimeout, @DefaultValue("0s") Duration retention,
			@DefaultValue("stop") OnDamage onDamage) {

		RoomSettings room() {
			return new RoomSettings(this.maxSize.toBytes(), this.maxFailedSize.toBytes(), this.whenFull,
					this.blockTimeout);
		}

	}

	/**
	 * Where records that listeners have handled are remembered.
	 *
	 * @param path Database file of the inbox, created when a listener needs it. Each
	 * running application instance needs one of its own. A file named inbox.db beside
	 * that of the outbox, if it is not set.
	 * @param maxSize Size that the inbox may reach, at least 1MB. Beyond it the ids that
	 * would be forgotten first are forgotten early.
	 */
	public record Inbox(@Nullable String path, @DefaultValue("1GB") DataSize maxSize) {
	}

	/**
	 * When the health of the outbox and the listeners is OUT_OF_SERVICE.
	 *
	 * @param maxPending Number of pending records above which health is OUT_OF_SERVICE.
	 * None if it is not set.
	 * @param maxOldestPendingAge Age of the oldest pending record above which health is
	 * OUT_OF_SERVICE. None if it is not set.
	 * @param minFreeSpace Size that is free on the disk of the outbox below which health
	 * is OUT_OF_SERVICE. None if it is not set.
	 * @param maxWatermarkAge Age of a record that holds up the commit of a listener above
	 * which health is OUT_OF_SERVICE.
	 */
	public record Health(@Nullable Long maxPending, @Nullable Duration maxOldestPendingAge,
			@Nullable DataSize minFreeSpace, @DefaultValue("5m") Duration maxWatermarkAge) {

	}

	/**
	 * What is counted.
	 *
	 * @param maxTopics Number of topics that have meters of their own. Records of further
	 * topics are counted together, as others.
	 */
	public record Metrics(@DefaultValue("100") int maxTopics) {
	}

	/**
	 * How templates behave.
	 *
	 * @param enabled Whether KafkaTemplate is replaced by RobustKafkaTemplate. When it is
	 * not, the relay still publishes what the outbox holds.
	 * @param excludeTopics Topics that are sent directly, without the outbox. '*' stands
	 * for any characters.
	 * @param completeOn When the future of a send completes.
	 * @param flushTimeout Time that flush waits for the broker.
	 * @param maxAwaited Number of records whose outcome is awaited in memory. Futures of
	 * further records complete when they are journaled, without an offset.
	 * @param maxAwaitedSize Size of the records whose outcome is awaited in memory.
	 */
	public record Template(@DefaultValue("true") boolean enabled, @DefaultValue List<String> excludeTopics,
			@DefaultValue("acknowledged") CompleteOn completeOn, @DefaultValue("60s") Duration flushTimeout,
			@DefaultValue("100000") int maxAwaited, @DefaultValue("64MB") DataSize maxAwaitedSize) {
	}

	/**
	 * How records are published to Kafka.
	 *
	 * @param enabled Whether records are published. When they are not, they gather in the
	 * outbox.
	 * @param pollInterval Time between two searches of the outbox for records that nobody
	 * handed to the relay.
	 * @param maxInFlight Number of records handed to Kafka's producer and not yet
	 * acknowledged on the disk.
	 * @param maxInFlightSize Size of the records handed to Kafka's producer and not yet
	 * acknowledged, at most half of the producer's buffer.memory.
	 * @param backoff How delays between attempts grow.
	 * @param drainTimeout Time that a stopping application gives pending records to be
	 * acknowledged. The rest is published after the next start.
	 */
	public record Relay(@DefaultValue("true") boolean enabled, @DefaultValue("1s") Duration pollInterval,
			@DefaultValue("10000") int maxInFlight, @DefaultValue("16MB") DataSize maxInFlightSize,
			@DefaultValue Backoff backoff, @DefaultValue("10s") Duration drainTimeout) {
	}

	/**
	 * How delays between attempts grow.
	 *
	 * @param delay First delay between two attempts for what can heal.
	 * @param multiplier Factor by which each delay is longer than the one before.
	 * @param maxDelay Longest delay between two attempts.
	 * @param jitter Share of a delay by which it varies at random, from 0 to 1.
	 */
	public record Backoff(@DefaultValue("200ms") Duration delay, @DefaultValue("2") double multiplier,
			@DefaultValue("30s") Duration maxDelay, @DefaultValue("0.2") double jitter) {

		BackoffSettings settings() {
			return new BackoffSettings(this.delay, this.multiplier, this.maxDelay, this.jitter);
		}

	}

	/**
	 * What the actuator endpoint robustkafka may show and do.
	 *
	 * @param allowChanges Whether failed records may be retried and discarded, dead
	 * letters replayed, and topics paused and resumed. When they may not, the endpoint
	 * only reads.
	 * @param showPayload Whether the endpoint shows key, value, headers and context of a
	 * failed record, and key and value of a dead letter.
	 * @param payloadLimit Size up to which key, value, context and each header are shown,
	 * at most 1MB. The rest is cut off.
	 */
	public record Endpoint(@DefaultValue("false") boolean allowChanges, @DefaultValue("false") boolean showPayload,
			@DefaultValue("1KB") DataSize payloadLimit) {
	}

}
