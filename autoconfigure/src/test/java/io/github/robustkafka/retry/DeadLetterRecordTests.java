package io.github.robustkafka.retry;

import java.util.Arrays;
import java.util.List;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.robustkafka.RobustKafkaHeaders;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

class DeadLetterRecordTests {

	private static final String ID = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";

	private final ConsumerRecord<byte[], byte[]> record = Records.record("orders-d", 3, 7);

	@Test
	void whatTheForwardWroteIsRead() {
		this.record.headers().add(RobustKafkaHeaders.RECORD_ID, ID.getBytes(US_ASCII));
		DeadLetterRecord letter = letterOf(Records.record("orders", 2, 41));
		assertThat(letter.origin()).isEqualTo(new Origin("orders", 2, 41));
		assertThat(letter.group()).isEqualTo("payments");
		assertThat(letter.exception()).isEqualTo(IllegalStateException.class.getName());
		assertThat(letter.cause()).isEqualTo(InterruptedException.class.getName());
		assertThat(letter.message()).isEqualTo("no funds");
		assertThat(letter.attempts()).isEqualTo(1);
		assertThat(letter.replays()).isZero();
		assertThat(letter.recordId()).isNull();
		assertThat(new DeadLetterRecord(this.record).recordId()).isEqualTo(ID);
	}

	@Test
	void aReplayedRecordHasTheSameBytesAndNoTraceOfItsFailure() {
		ConsumerRecord<byte[], byte[]> original = Records.record("orders", 2, 41);
		original.headers().add("b", new byte[] { (byte) 0xc3 }).add("a", null).add("b", new byte[0]);
		DeadLetterRecord letter = letterOf(original);
		ProducerRecord<byte[], byte[]> replayed = letter.replayed("orders-r-0", 2);
		assertThat(replayed.key()).isSameAs(letter.record().key());
		assertThat(replayed.value()).isSameAs(letter.record().value());
		assertThat(replayed.timestamp()).isEqualTo(Records.TIMESTAMP);
		assertThat(Arrays.stream(replayed.headers().toArray()).map(Header::key)).containsExactly("b", "a", "b",
				ControlHeaders.ORIGINAL_TOPIC, ControlHeaders.ORIGINAL_PARTITION, ControlHeaders.ORIGINAL_OFFSET,
				ControlHeaders.ORIGINAL_TIMESTAMP, ControlHeaders.ORIGINAL_TIMESTAMP_TYPE, RobustKafkaHeaders.REPLAYS);
		assertThat(replayed.headers().lastHeader(RobustKafkaHeaders.REPLAYS).value()).asString().isEqualTo("1");
	}

	@Test
	void aReplayedRecordIsDueAtOnceOnARetryTopicWithItsFirstAttemptThere() {
		ProducerRecord<byte[], byte[]> sent = letterOf(Records.record("orders", 2, 41)).replayed("orders-r-0", 2);
		ConsumerRecord<byte[], byte[]> arrived = Records.record("orders-r-0", 2, 5);
		sent.headers().forEach(arrived.headers()::add);
		Received received = Received.of(arrived, Records.chains(), Records.NOW);
		assertThat(received.dueMillis()).isZero();
		assertThat(received.attempt()).isEqualTo(2);
		assertThat(received.origin()).isEqualTo(new Origin("orders", 2, 41));
	}

	@Test
	void theCountOfReplaysGoesOnAndStandsThereOnce() {
		this.record.headers().add(RobustKafkaHeaders.REPLAYS, ascii("8")).add(RobustKafkaHeaders.REPLAYS, ascii("9"));
		DeadLetterRecord letter = new DeadLetterRecord(this.record);
		assertThat(letter.replays()).isEqualTo(9);
		assertThat(letter.replayed("t", null).headers().headers(RobustKafkaHeaders.REPLAYS)).singleElement()
			.satisfies((header) -> assertThat(header.value()).asString().isEqualTo("10"));
	}

	@Test
	void theCountOfReplaysDoesNotOverflow() {
		this.record.headers().add(RobustKafkaHeaders.REPLAYS, ascii("999999999"));
		ProducerRecord<byte[], byte[]> replayed = new DeadLetterRecord(this.record).replayed("t", null);
		assertThat(replayed.headers().lastHeader(RobustKafkaHeaders.REPLAYS).value()).asString().isEqualTo("999999999");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "-5", "+5", "1.5", "0x10", "1000000000", "99999999999999999999", "\u0661" })
	void aCountThatIsNoneCountsAsZero(String count) {
		this.record.headers().add(RobustKafkaHeaders.REPLAYS, count.getBytes(java.nio.charset.StandardCharsets.UTF_8));
		assertThat(new DeadLetterRecord(this.record).replays()).isZero();
	}

	@Test
	void headersThatCannotBeTrueCountAsAbsent() {
		byte[] garbage = new byte[100_000];
		Arrays.fill(garbage, (byte) 0xc3);
		for (String name : List.of(ControlHeaders.ORIGINAL_TOPIC, ControlHeaders.ORIGINAL_PARTITION,
				ControlHeaders.ORIGINAL_OFFSET, ControlHeaders.ATTEMPTS, RobustKafkaHeaders.RECORD_ID,
				RobustKafkaHeaders.REPLAYS, ControlHeaders.EXCEPTION_MESSAGE, ControlHeaders.EXCEPTION,
				ControlHeaders.GROUP)) {
			this.record.headers().add(name, garbage);
		}
		DeadLetterRecord letter = new DeadLetterRecord(this.record);
		assertThat(letter.origin()).isNull();
		assertThat(letter.attempts()).isZero();
		assertThat(letter.replays()).isZero();
		assertThat(letter.recordId()).isNull();
		assertThat(letter.message()).hasSize(1024);
		assertThat(letter.exception()).hasSize(512);
		assertThat(letter.group()).hasSize(512);
	}

	@Test
	void numbersOutOfRangeCountAsAbsent() {
		this.record.headers()
			.add(ControlHeaders.ATTEMPTS, ControlHeaders.bytes(-1))
			.add(ControlHeaders.ORIGINAL_TOPIC, ControlHeaders.bytes("orders"))
			.add(ControlHeaders.ORIGINAL_PARTITION, ControlHeaders.bytes(Integer.MIN_VALUE))
			.add(ControlHeaders.ORIGINAL_OFFSET, ControlHeaders.bytes(5L))
			.add(ControlHeaders.EXCEPTION, null);
		DeadLetterRecord letter = new DeadLetterRecord(this.record);
		assertThat(letter.attempts()).isZero();
		assertThat(letter.origin()).isNull();
		assertThat(letter.exception()).isNull();
	}

	private static byte[] ascii(String text) {
		return text.getBytes(US_ASCII);
	}

	/** Makes a dead letter of a record, as a listener does. */
	private static DeadLetterRecord letterOf(ConsumerRecord<byte[], byte[]> original) {
		Received received = Received.of(original, Records.chains(), Records.NOW);
		IllegalStateException reason = new IllegalStateException("no funds", new InterruptedException());
		ProducerRecord<byte[], byte[]> forwarded = new ForwardedRecord(original, received, "payments", reason)
			.deadLetter("orders-d", 2, false);
		ConsumerRecord<byte[], byte[]> arrived = Records.record("orders-d", 2, 7);
		forwarded.headers().forEach(arrived.headers()::add);
		return new DeadLetterRecord(arrived);
	}

}
