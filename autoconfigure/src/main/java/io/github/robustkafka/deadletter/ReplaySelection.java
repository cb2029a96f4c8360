package io.github.robustkafka.deadletter;

import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import io.github.robustkafka.retry.DeadLetterRecord;

/**
 * Which dead letters are replayed.
 */
public final class ReplaySelection {

	private final @Nullable String exception;

	private final @Nullable Place place;

	private ReplaySelection(@Nullable String exception, @Nullable Place place) {
		this.exception = exception;
		this.place = place;
	}

	/**
	 * All of them.
	 * @return the selection
	 */
	public static ReplaySelection all() {
		return new ReplaySelection(null, null);
	}

	/**
	 * Those whose handler threw an exception of exactly this class, or one that it was
	 * the cause of.
	 * @param type name of the class, as {@link Class#getName()} has it
	 * @return the selection
	 * @throws IllegalArgumentException if no class can have that name
	 */
	public static ReplaySelection ofException(String type) {
		if (type.isEmpty()
				|| !type.chars().allMatch((letter) -> letter == '.' || Character.isJavaIdentifierPart(letter))
				|| type.chars().anyMatch(Character::isISOControl)) {
			throw new IllegalArgumentException("'%s' is no name of an exception's class".formatted(type));
		}
		return new ReplaySelection(type, null);
	}

	/**
	 * A single one.
	 * @param place where it is
	 * @return the selection
	 */
	public static ReplaySelection one(Place place) {
		return new ReplaySelection(null, place);
	}

	/** Returns the part of a partition that is looked through. */
	OffsetRange within(TopicPartition partition, OffsetRange range) {
		if (this.place == null) {
			return range;
		}
		boolean here = partition.topic().equals(this.place.topic()) && partition.partition() == this.place.partition();
		return here ? range.only(this.place.offset()) : OffsetRange.NONE;
	}

	/** Whether a record of that part is selected. */
	boolean matches(DeadLetterRecord letter) {
		return this.exception == null || this.exception.equals(letter.exception())
				|| this.exception.equals(letter.cause());
	}

	/** Whether it names a place, replayed before or not. */
	boolean isOne() {
		return this.place != null;
	}

	@Override
	public String toString() {
		if (this.place != null) {
			return this.place.toString();
		}
		return (this.exception != null) ? "all of " + this.exception : "all";
	}

}
