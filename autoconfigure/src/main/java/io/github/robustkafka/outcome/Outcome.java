package io.github.robustkafka.outcome;

import io.github.robustkafka.outbox.OutboxListener;
import io.github.robustkafka.outbox.OutboxListener.SentRecord;
import io.github.robustkafka.outbox.WriteBatch;
import io.github.robustkafka.writer.OutboxWriter;

/**
 * What became of a record, for each who hears of it.
 */
sealed interface Outcome {

	void tell(OutboxListener listener, SentRecord record);

	void commit(OutboxWriter writer);

	void answer(Awaiting awaiting);

	/**
	 * The broker has the record.
	 *
	 * @param change what is committed
	 * @param timestamp timestamp that counts for it, in milliseconds since the epoch
	 */
	record Acknowledged(WriteBatch.Acknowledgement change, long timestamp) implements Outcome {

		@Override
		public void tell(OutboxListener listener, SentRecord record) {
			listener.acknowledged(record, this.change.partition(), this.change.offset());
		}

		@Override
		public void commit(OutboxWriter writer) {
			writer.acknowledge(this.change);
		}

		@Override
		public void answer(Awaiting awaiting) {
			awaiting.acknowledged(this.change.partition(), this.change.offset(), this.timestamp);
		}

	}

	/**
	 * The record can never be published as it is.
	 *
	 * @param change what is committed
	 * @param failure why
	 */
	record Failed(WriteBatch.Failure change, Exception failure) implements Outcome {

		@Override
		public void tell(OutboxListener listener, SentRecord record) {
			listener.failed(record, this.change.reason());
		}

		@Override
		public void commit(OutboxWriter writer) {
			writer.fail(this.change);
		}

		@Override
		public void answer(Awaiting awaiting) {
			awaiting.failed(this.failure);
		}

	}

}
