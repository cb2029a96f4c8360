package io.github.robustkafka.test;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

import io.github.robustkafka.outbox.RecordState;

/**
 * A record as it was sent, and what has become of it. Key and value are the very objects
 * that were given to the template; bytes where those are not known, because its
 * {@code ProducerFactory} is no {@code DefaultKafkaProducerFactory} bean.
 *
 * @param recordId the record id
 * @param topic name of the topic
 * @param partition partition asked for, or null
 * @param key the key, or null
 * @param value the value, or null for a tombstone
 * @param headers headers in their order, without the record id
 * @param timestamp timestamp in milliseconds since the epoch
 * @param state pending, acknowledged or failed
 * @param reason why it failed, or null
 */
public record OutboxEntry(UUID recordId, String topic, @Nullable Integer partition, @Nullable Object key,
		@Nullable Object value, Headers headers, long timestamp, RecordState state, @Nullable String reason) {

	/**
	 * The value as an object of a type.
	 * @param <T> the type
	 * @param type its class
	 * @return the value, or null for a tombstone
	 * @throws AssertionError if it is of another type
	 */
	public <T> @Nullable T value(Class<T> type) {
		if (this.value != null && !type.isInstance(this.value)) {
			throw new AssertionError("The record for topic '%s' has a value of type %s, not %s: %s"
				.formatted(this.topic, this.value.getClass().getName(), type.getName(), this));
		}
		return type.cast(this.value);
	}

	/**
	 * The last header of a name, as text.
	 * @param name the name
	 * @return its value in UTF-8, or null if there is none
	 */
	public @Nullable String header(String name) {
		Header header = this.headers.lastHeader(name);
		return (header != null && header.value() != null) ? new String(header.value(), StandardCharsets.UTF_8) : null;
	}

	@Override
	public String toString() {
		String outcome = (this.reason != null) ? this.state.word() + " (" + this.reason + ")" : this.state.word();
		return "%s: key %s, value %s, %s".formatted(this.topic, this.key, this.value, outcome);
	}

}
