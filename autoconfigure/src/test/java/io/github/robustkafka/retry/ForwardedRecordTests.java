package io.github.robustkafka.retry;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ForwardedRecord}.
 */
class ForwardedRecordTests {

	private static final byte[] NOT_UTF_8 = { (byte) 0xc3, 0x28, 0 };

	private final ConsumerRecord<byte[], byte[]> original = Records.record("orders", 3, 17);

	private ForwardedRecord forwarded(ConsumerRecord<byte[], byte[]> record, Throwable reason) {
		return new ForwardedRecord(record, Received.of(record, Records.chains(), Records.NOW), "payments", reason);
	}

	private ProducerRecord<byte[], byte[]> retry(Throwable reason, boolean slim) {
		return forwarded(this.original, reason).retry("orders-r-0", 3, Records.NOW + 1000, slim);
	}

	@Test
	void keyValueTimestampAndHeadersAreTheOriginals() {
		this.original.headers().add("b", NOT_UTF_8).add("a", null).add("b", new byte[0]);
		ProducerRecord<byte[], byte[]> record = retry(new IllegalStateException("no funds"), false);
		assertThat(record.topic()).isEqualTo("orders-r-0");
		assertThat(record.partition()).isEqualTo(3);
		assertThat(record.timestamp()).isEqualTo(Records.TIMESTAMP);
		assertThat(record.key()).isEqualTo(this.original.key());
		assertThat(record.value()).isEqualTo(this.original.value());
		List<Header> own = new ArrayList<>();
		record.headers().forEach((header) -> {
			if (!ControlHeaders.ALL.contains(header.key())) {
				own.add(header);
			}
		});
		assertThat(own).containsExactlyElementsOf(this.original.headers());
	}

	@Test
	void theOriginalIsNotTouched() {
		this.original.headers().add("a", NOT_UTF_8);
		retry(new IllegalStateException("no funds"), false);
		assertThat(this.original.headers()).hasSize(1);
	}

	@Test
	@SuppressWarnings("NullAway") // Kafka's records have keys and values that are null.
	void tombstonesAndRecordsWithoutTimestampStayWhatTheyAre() {
		ConsumerRecord<byte[], byte[]> tombstone = new ConsumerRecord<>("orders", 0, 0, ConsumerRecord.NO_TIMESTAMP,
				TimestampType.NO_TIMESTAMP_TYPE, -1, -1, null, null, new RecordHeaders(), Optional.empty());
		ProducerRecord<byte[], byte[]> record = forwarded(tombstone, new IllegalStateException()).deadLetter("orders-d",
				null, false);
		assertThat(record.key()).isNull();
		assertThat(record.value()).isNull();
		assertThat(record.timestamp()).isNull();
		assertThat(record.partition()).isNull();
	}

	@Test
	void controlHeadersTellWhereItComesFromAndWhy() {
		Throwable reason = new IllegalStateException("no funds", new Error("bank"));
		reason.setStackTrace(new StackTraceElement[0]); // Else the cause may be cut off.
		ProducerRecord<byte[], byte[]> record = retry(reason, false);
		assertThat(number(record, ControlHeaders.ATTEMPTS)).isEqualTo(2);
		assertThat(number(record, ControlHeaders.DUE)).isEqualTo(Records.NOW + 1000);
		assertThat(text(record, ControlHeaders.ORIGINAL_TOPIC)).isEqualTo("orders");
		assertThat(number(record, ControlHeaders.ORIGINAL_PARTITION)).isEqualTo(3);
		assertThat(number(record, ControlHeaders.ORIGINAL_OFFSET)).isEqualTo(17);
		assertThat(number(record, ControlHeaders.ORIGINAL_TIMESTAMP)).isEqualTo(Records.TIMESTAMP);
		assertThat(text(record, ControlHeaders.ORIGINAL_TIMESTAMP_TYPE)).isEqualTo("CreateTime");
		assertThat(text(record, ControlHeaders.GROUP)).isEqualTo("payments");
		assertThat(text(record, ControlHeaders.EXCEPTION)).isEqualTo(IllegalStateException.class.getName());
		assertThat(text(record, ControlHeaders.EXCEPTION_CAUSE)).isEqualTo(Error.class.getName());
		assertThat(text(record, ControlHeaders.EXCEPTION_MESSAGE)).isEqualTo("no funds");
		assertThat(text(record, ControlHeaders.EXCEPTION_STACKTRACE)).contains("no funds", "Caused by");
	}

	@Test
	void controlHeadersAreThereOnceHoweverOftenARecordWasForwarded() {
		ConsumerRecord<byte[], byte[]> record = this.original;
		for (int hop = 0; hop < 4; hop++) {
			ProducerRecord<byte[], byte[]> sent = forwarded(record, new IllegalStateException("hop " + hop))
				.retry("orders-r-1", 3, Records.NOW, false);
			record = Records.record("orders-r-1", 3, 100 + hop);
			sent.headers().forEach(record.headers()::add);
		}
		ProducerRecord<byte[], byte[]> letter = forwarded(record, new IllegalStateException("last"))
			.deadLetter("orders-d", 3, false);
		for (Header header : letter.headers()) {
			assertThat(letter.headers().headers(header.key())).as(header.key()).hasSize(1);
		}
		assertThat(number(letter, ControlHeaders.ATTEMPTS)).isEqualTo(5);
		assertThat(number(letter, ControlHeaders.ORIGINAL_OFFSET)).isEqualTo(17);
		assertThat(text(letter, ControlHeaders.EXCEPTION_MESSAGE)).isEqualTo("last");
		assertThat(letter.headers().lastHeader(ControlHeaders.DUE)).as("dead letters are not due").isNull();
	}

	@Test
	void messageAndStackTraceAreCut() {
		Throwable deep = new IllegalStateException("x".repeat(1_000_000));
		for (int i = 0; i < 50; i++) {
			deep = new IllegalStateException("y".repeat(10_000), deep);
		}
		ProducerRecord<byte[], byte[]> record = retry(deep, false);
		assertThat(text(record, ControlHeaders.EXCEPTION_MESSAGE)).hasSize(1024 + 3).endsWith("...");
		assertThat(text(record, ControlHeaders.EXCEPTION_STACKTRACE)).hasSize(8 * 1024 + 3);
	}

	@Test
	void aSlimRecordHasNeither() {
		ProducerRecord<byte[], byte[]> record = retry(new IllegalStateException("no funds"), true);
		assertThat(record.headers().lastHeader(ControlHeaders.EXCEPTION_MESSAGE)).isNull();
		assertThat(record.headers().lastHeader(ControlHeaders.EXCEPTION_STACKTRACE)).isNull();
		assertThat(text(record, ControlHeaders.EXCEPTION)).isEqualTo(IllegalStateException.class.getName());
		assertThat(number(record, ControlHeaders.DUE)).isEqualTo(Records.NOW + 1000);
	}

	@Test
	void anExceptionWithoutMessageIsForwarded() {
		assertThat(text(retry(new IllegalStateException(), false), ControlHeaders.EXCEPTION_MESSAGE)).isEqualTo("null");
	}

	private static String text(ProducerRecord<byte[], byte[]> record, String header) {
		return new String(record.headers().lastHeader(header).value(), UTF_8);
	}

	private static long number(ProducerRecord<byte[], byte[]> record, String header) {
		ByteBuffer buffer = ByteBuffer.wrap(record.headers().lastHeader(header).value());
		return (buffer.remaining() == Integer.BYTES) ? buffer.getInt() : buffer.getLong();
	}

}
