package io.github.robustkafka.deadletter;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.github.robustkafka.retry.Origin;

/**
 * A record of a dead-letter topic. Its headers came over the network: what cannot be true
 * is left out, and texts are cut.
 *
 * @param place where it is
 * @param origin where it was sent to at first, or null if it does not tell
 * @param failure why it is a dead letter
 * @param attempts number of its last delivery, or 0 if it does not tell
 * @param replays how often it was replayed before it became this dead letter
 * @param replayed whether this dead letter was replayed, or passed over by a replay as
 * one of another group
 * @param content what it is
 */
public record DeadLetter(Place place, @Nullable Origin origin, Failure failure, int attempts, int replays,
		boolean replayed, Content content) {

	/**
	 * Why a record is a dead letter, each null if it does not tell.
	 *
	 * @param exception class of what the handler threw last
	 * @param cause class of its cause
	 * @param message its message, which may quote the payload
	 */
	public record Failure(@Nullable String exception, @Nullable String cause, @Nullable String message) {
	}

	/**
	 * What a record is.
	 *
	 * @param recordId its record id, or null if it has none
	 * @param timestamp its timestamp, which is that of the original record
	 * @param keyHash hash of its key as {@link io.github.robustkafka.KeyHash} makes it,
	 * or null if it has no key
	 * @param size bytes of key and value
	 * @param payload key and value, or null if they were not asked for
	 */
	public record Content(@Nullable String recordId, Instant timestamp, @Nullable String keyHash, int size,
			@Nullable Payload payload) {
	}

	/**
	 * The bytes of a record.
	 *
	 * @param key the key, or null
	 * @param value the value, or null
	 */
	public record Payload(byte @Nullable [] key, byte @Nullable [] value) {
	}

}
