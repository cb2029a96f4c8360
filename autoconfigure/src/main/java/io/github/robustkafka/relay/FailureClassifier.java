package io.github.robustkafka.relay;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedForMessageFormatException;
import org.apache.kafka.common.InvalidRecordException;

/**
 * Decides by one question: can it heal? What the broker or the client will refuse for
 * ever is the record's fault; a missing topic, a missing right or a missing broker is
 * not.
 */
final class FailureClassifier {

	private static final String CLOSED_FORCEFULLY = "Producer is closed forcefully.";

	private FailureClassifier() {
	}

	static Verdict classify(Throwable failure) {
		if (failure instanceof RecordTooLargeException || failure instanceof RecordBatchTooLargeException
				|| failure instanceof InvalidTopicException || failure instanceof InvalidRecordException
				|| failure instanceof InvalidTimestampException || failure instanceof SerializationException
				|| failure instanceof UnsupportedForMessageFormatException) {
			return Verdict.RECORD;
		}
		if (failure instanceof TopicAuthorizationException || failure instanceof UnknownTopicOrPartitionException) {
			return Verdict.TOPIC;
		}
		return Verdict.CLUSTER;
	}

	/**
	 * Whether the broker refused the batch this record was part of, so that this record
	 * or a neighbour is to blame.
	 */
	static boolean isRefusedBatch(Exception failure) {
		boolean neighbour = failure.getClass() == KafkaException.class && !isForcedClose(failure);
		return neighbour || classify(failure) != Verdict.CLUSTER;
	}

	/**
	 * Whether the producer gave the record up because it was closed.
	 */
	static boolean isForcedClose(Exception failure) {
		return failure instanceof KafkaException && CLOSED_FORCEFULLY.equals(failure.getMessage());
	}

	/**
	 * What lies at the bottom of a failure, in one line.
	 */
	static String rootMessage(Throwable failure) {
		Throwable root = failure;
		while (root.getCause() != null) {
			root = root.getCause();
		}
		String message = String.valueOf(root.getMessage());
		String sentence = message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
		return root.getClass().getSimpleName() + ": " + sentence;
	}

}
