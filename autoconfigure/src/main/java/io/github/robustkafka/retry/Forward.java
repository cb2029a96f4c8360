package io.github.robustkafka.retry;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record on its way to another topic.
 */
final class Forward {

	private final Source source;

	private final Progress progress;

	private boolean slim;

	private boolean anywhere;

	private int failures;

	/** The topic that counts this among those it does not take. */
	private @Nullable String notTakenBy;

	/**
	 * Creates a forward.
	 * @param source makes the record
	 * @param progress hears what becomes of it
	 */
	Forward(Source source, Progress progress) {
		this.source = source;
		this.progress = progress;
	}

	ProducerRecord<byte[], byte[]> record() {
		return this.source.record(this.slim, this.anywhere);
	}

	void acknowledged() {
		this.progress.acknowledged();
	}

	/** Returns how many attempts have failed, this one included. */
	int failed(boolean tooLarge) {
		this.slim = this.slim || tooLarge;
		this.failures++;
		this.progress.failed();
		return this.failures;
	}

	/** The topic has fewer partitions than it had: any of them will do. */
	void takeAnyPartition() {
		this.anywhere = true;
	}

	@Nullable String notTakenBy() {
		return this.notTakenBy;
	}

	void setNotTakenBy(String topic) {
		this.notTakenBy = topic;
	}

	boolean goesOn() {
		return this.progress.goesOn();
	}

	/**
	 * Makes the record, for each attempt.
	 */
	@FunctionalInterface
	interface Source {

		ProducerRecord<byte[], byte[]> record(boolean slim, boolean anywhere);

	}

	/**
	 * What becomes of a forward.
	 */
	interface Progress {

		/** The broker has the record. Called once at most. */
		void acknowledged();

		/** An attempt has failed. */
		void failed();

		/**
		 * Asked before each further attempt.
		 * @return false if nobody wants the record forwarded any more, which ends it
		 */
		boolean goesOn();

	}

}
