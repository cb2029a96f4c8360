package io.github.robustkafka.actuate.endpoint;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.github.robustkafka.deadletter.DeadLetter;

/**
 * A dead letter.
 *
 * @param place where it is
 * @param origin where it was sent to at first, or null if it does not tell
 * @param exception class of what the handler threw last, or null if it does not tell
 * @param cause class of its cause, or null
 * @param message its message, or null
 * @param attempts number of its last delivery, or 0 if it does not tell
 * @param replays how often it was replayed before
 * @param replayed whether this one was replayed
 * @param recordId its record id, or null if it has none
 * @param timestamp its timestamp
 * @param keyHash hash of its key, or null if it has none
 * @param size bytes of key and value
 * @param payload key and value, or null if they are not shown
 */
public record DeadLetterDescriptor(String place, @Nullable String origin, @Nullable String exception,
		@Nullable String cause, @Nullable String message, int attempts, int replays, boolean replayed,
		@Nullable String recordId, Instant timestamp, @Nullable String keyHash, int size, @Nullable Payload payload) {

	static DeadLetterDescriptor of(DeadLetter letter, int payloadLimit) {
		DeadLetter.Failure failure = letter.failure();
		DeadLetter.Content content = letter.content();
		return new DeadLetterDescriptor(letter.place().toString(),
				(letter.origin() != null) ? letter.origin().toString() : null, failure.exception(), failure.cause(),
				failure.message(), letter.attempts(), letter.replays(), letter.replayed(), content.recordId(),
				content.timestamp(), content.keyHash(), content.size(), Payload.of(content.payload(), payloadLimit));
	}

	/**
	 * Key and value.
	 *
	 * @param key the key, or null
	 * @param value the value, or null
	 */
	public record Payload(@Nullable ShownBytes key, @Nullable ShownBytes value) {

		private static @Nullable Payload of(DeadLetter.@Nullable Payload bytes, int limit) {
			return (bytes != null) ? new Payload(ShownBytes.of(bytes.key(), limit), ShownBytes.of(bytes.value(), limit))
					: null;
		}

	}

}
