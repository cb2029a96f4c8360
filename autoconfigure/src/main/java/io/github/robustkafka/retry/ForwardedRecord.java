package io.github.robustkafka.retry;

import java.io.PrintWriter;
import java.io.StringWriter;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * Makes the record that is forwarded to a retry topic or a dead-letter topic: key, value,
 * timestamp and the application's headers are those of the original, byte for byte.
 * Control headers tell where it comes from and why.
 */
final class ForwardedRecord {

	private static final int LONGEST_MESSAGE = 1024;

	private static final int LONGEST_STACKTRACE = 8 * 1024;

	private final ConsumerRecord<byte[], byte[]> record;

	private final Received received;

	private final String group;

	private final Throwable reason;

	ForwardedRecord(ConsumerRecord<byte[], byte[]> record, Received received, String group, Throwable reason) {
		this.record = record;
		this.received = received;
		this.group = group;
		this.reason = reason;
	}

	/** Makes the record for a retry topic. */
	ProducerRecord<byte[], byte[]> retry(String topic, @Nullable Integer partition, long dueMillis, boolean slim) {
		Headers headers = headers(slim);
		headers.add(ControlHeaders.ATTEMPTS, ControlHeaders.bytes(this.received.attempt() + 1));
		headers.add(ControlHeaders.DUE, ControlHeaders.bytes(dueMillis));
		return record(topic, partition, headers);
	}

	/** Makes the record for a dead-letter topic. */
	ProducerRecord<byte[], byte[]> deadLetter(String topic, @Nullable Integer partition, boolean slim) {
		Headers headers = headers(slim);
		headers.add(ControlHeaders.ATTEMPTS, ControlHeaders.bytes(this.received.attempt()));
		return record(topic, partition, headers);
	}

	private ProducerRecord<byte[], byte[]> record(String topic, @Nullable Integer partition, Headers headers) {
		Long timestamp = (this.record.timestamp() >= 0) ? this.record.timestamp() : null;
		return new ProducerRecord<>(topic, partition, timestamp, this.record.key(), this.record.value(), headers);
	}

	/**
	 * A slim record has no message and no stack trace, for topics that refuse it
	 * otherwise.
	 */
	private Headers headers(boolean slim) {
		Headers headers = new RecordHeaders();
		this.record.headers().forEach((header) -> {
			if (!ControlHeaders.ALL.contains(header.key())) {
				headers.add(header);
			}
		});
		addOrigin(headers);
		headers.add(ControlHeaders.GROUP, ControlHeaders.bytes(this.group));
		headers.add(ControlHeaders.EXCEPTION, ControlHeaders.bytes(this.reason.getClass().getName()));
		if (this.reason.getCause() != null) {
			headers.add(ControlHeaders.EXCEPTION_CAUSE,
					ControlHeaders.bytes(this.reason.getCause().getClass().getName()));
		}
		if (!slim) {
			headers.add(ControlHeaders.EXCEPTION_MESSAGE,
					ControlHeaders.bytes(cut(String.valueOf(this.reason.getMessage()), LONGEST_MESSAGE)));
			headers.add(ControlHeaders.EXCEPTION_STACKTRACE,
					ControlHeaders.bytes(cut(stackTrace(), LONGEST_STACKTRACE)));
		}
		return headers;
	}

	private void addOrigin(Headers headers) {
		Origin origin = this.received.origin();
		headers.add(ControlHeaders.ORIGINAL_TOPIC, ControlHeaders.bytes(origin.topic()));
		headers.add(ControlHeaders.ORIGINAL_PARTITION, ControlHeaders.bytes(origin.partition()));
		headers.add(ControlHeaders.ORIGINAL_OFFSET, ControlHeaders.bytes(origin.offset()));
		headers.add(ControlHeaders.ORIGINAL_TIMESTAMP,
				ControlHeaders.bytes(Identification.originalTimestamp(this.record, this.received)));
		TimestampType type = this.record.timestampType();
		headers.add(ControlHeaders.ORIGINAL_TIMESTAMP_TYPE, ControlHeaders.bytes(type.toString()));
	}

	private String stackTrace() {
		StringWriter text = new StringWriter();
		this.reason.printStackTrace(new PrintWriter(text, true));
		return text.toString();
	}

	private static String cut(String text, int longest) {
		return (text.length() <= longest) ? text : text.substring(0, longest) + "...";
	}

}
