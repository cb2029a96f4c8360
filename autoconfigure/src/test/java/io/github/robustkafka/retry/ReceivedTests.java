package io.github.robustkafka.retry;

import java.util.Arrays;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.robustkafka.RobustKafkaHeaders;
import io.github.robustkafka.inbox.RecordIdentity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Received} and {@link Identification}: control headers are hostile.
 */
class ReceivedTests {

	private static final String ID = "0190b3a4-7b1c-7f00-8000-00000000abCD";

	private final ConsumerRecord<byte[], byte[]> main = Records.record("orders", 3, 17);

	private final ConsumerRecord<byte[], byte[]> second = Records.record("orders-r-1", 1, 5);

	private static Received received(ConsumerRecord<byte[], byte[]> record) {
		return Received.of(record, Records.chains(), Records.NOW);
	}

	private void header(String name, byte @Nullable [] value) {
		this.main.headers().add(name, value);
		this.second.headers().add(name, value);
	}

	@Test
	void onTheMainTopicNoControlHeaderIsBelieved() {
		header(ControlHeaders.ATTEMPTS, ControlHeaders.bytes(4));
		header(ControlHeaders.DUE, ControlHeaders.bytes(Records.NOW + 5000));
		header(ControlHeaders.ORIGINAL_TOPIC, "orders".getBytes(UTF_8));
		header(ControlHeaders.ORIGINAL_PARTITION, ControlHeaders.bytes(9));
		header(ControlHeaders.ORIGINAL_OFFSET, ControlHeaders.bytes(9L));
		Received received = received(this.main);
		assertThat(received.isFirst()).isTrue();
		assertThat(received.attempt()).isEqualTo(1);
		assertThat(received.dueMillis()).isZero();
		assertThat(received.origin()).isEqualTo(new Origin("orders", 3, 17));
	}

	@Test
	void onARetryTopicTheyAreBelieved() {
		header(ControlHeaders.ATTEMPTS, ControlHeaders.bytes(4));
		header(ControlHeaders.DUE, ControlHeaders.bytes(Records.NOW + 5000));
		header(ControlHeaders.ORIGINAL_TOPIC, "orders".getBytes(UTF_8));
		header(ControlHeaders.ORIGINAL_PARTITION, ControlHeaders.bytes(9));
		header(ControlHeaders.ORIGINAL_OFFSET, ControlHeaders.bytes(99L));
		Received received = received(this.second);
		assertThat(received.isFirst()).isFalse();
		assertThat(received.attempt()).isEqualTo(4);
		assertThat(received.dueMillis()).isEqualTo(Records.NOW + 5000);
		assertThat(received.origin()).isEqualTo(new Origin("orders", 9, 99));
	}

	@Test
	void withoutHeadersItIsTheFirstAttemptOfTheTopicAndDue() {
		Received received = received(this.second);
		assertThat(received.attempt()).isEqualTo(3);
		assertThat(received.dueMillis()).isZero();
		assertThat(received.origin()).isEqualTo(new Origin("orders", 1, 5));
	}

	@ParameterizedTest
	@ValueSource(ints = { Integer.MIN_VALUE, -1, 0, 1, 2 })
	void anAttemptIsNotBelowThatOfItsTopic(int attempt) {
		header(ControlHeaders.ATTEMPTS, ControlHeaders.bytes(attempt));
		assertThat(received(this.second).attempt()).isEqualTo(3);
	}

	@ParameterizedTest
	@ValueSource(ints = { 6, 1000, Integer.MAX_VALUE })
	void anAttemptIsNotAboveThatOfItsTopic(int attempt) {
		header(ControlHeaders.ATTEMPTS, ControlHeaders.bytes(attempt));
		assertThat(received(this.second).attempt()).isEqualTo(5);
	}

	@ParameterizedTest
	@ValueSource(longs = { Long.MIN_VALUE, -1 })
	void aDueTimeBeforeTheEpochIsNow(long due) {
		header(ControlHeaders.DUE, ControlHeaders.bytes(due));
		assertThat(received(this.second).dueMillis()).isZero();
	}

	@ParameterizedTest
	@ValueSource(longs = { Records.NOW + 16_000, Long.MAX_VALUE })
	void aDueTimeIsNoFurtherAheadThanDelayAndJitterOfTheTopic(long due) {
		header(ControlHeaders.DUE, ControlHeaders.bytes(due));
		assertThat(received(this.second).dueMillis()).isBetween(Records.NOW + 15_000, Records.NOW + 15_001);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 3, 5, 7, 9, 100_000 })
	void headersOfAWrongLengthCountAsAbsent(int length) {
		byte[] value = new byte[length];
		Arrays.fill(value, (byte) 0x7f);
		ControlHeaders.ALL.forEach((name) -> header(name, value));
		Received received = received(this.second);
		assertThat(received.attempt()).isEqualTo(3);
		assertThat(received.dueMillis()).isZero();
		assertThat(received.origin()).isEqualTo(new Origin("orders", 1, 5));
	}

	@Test
	void headersWithoutAValueCountAsAbsent() {
		ControlHeaders.ALL.forEach((name) -> header(name, null));
		header(RobustKafkaHeaders.RECORD_ID, null);
		assertThat(received(this.second).origin()).isEqualTo(new Origin("orders", 1, 5));
		assertThat(Identification.of(this.second, received(this.second)))
			.isEqualTo(new RecordIdentity.Place("orders", 1, 5, this.second.timestamp()));
	}

	@Test
	void anOriginThatCannotBeIsNotBelieved() {
		header(ControlHeaders.ORIGINAL_TOPIC, "payroll".getBytes(UTF_8));
		header(ControlHeaders.ORIGINAL_PARTITION, ControlHeaders.bytes(0));
		header(ControlHeaders.ORIGINAL_OFFSET, ControlHeaders.bytes(0L));
		assertThat(received(this.second).origin()).isEqualTo(new Origin("orders", 1, 5));
		header(ControlHeaders.ORIGINAL_TOPIC, "orders".getBytes(UTF_8));
		header(ControlHeaders.ORIGINAL_OFFSET, ControlHeaders.bytes(-1L));
		assertThat(received(this.second).origin()).isEqualTo(new Origin("orders", 1, 5));
		header(ControlHeaders.ORIGINAL_OFFSET, ControlHeaders.bytes(0L));
		header(ControlHeaders.ORIGINAL_PARTITION, ControlHeaders.bytes(-1));
		assertThat(received(this.second).origin()).isEqualTo(new Origin("orders", 1, 5));
	}

	@Test
	void ofARepeatedHeaderTheLastCounts() {
		header(ControlHeaders.ATTEMPTS, ControlHeaders.bytes(5));
		header(ControlHeaders.ATTEMPTS, ControlHeaders.bytes(4));
		assertThat(received(this.second).attempt()).isEqualTo(4);
	}

	@Test
	void aTopicOfNobodyIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> received(Records.record("bills", 0, 0)))
			.withMessageContaining("'bills'");
	}

	@Test
	void recordsWithOneIdAreTheSameAlsoOnARetryTopic() {
		header(RobustKafkaHeaders.RECORD_ID, ID.getBytes(UTF_8));
		assertThat(Identification.of(this.main, received(this.main))).isEqualTo(new RecordIdentity.Id("orders", ID));
		assertThat(Records.chains().identity(this.second)).isEqualTo(new RecordIdentity.Id("orders", ID));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "0190b3a4-7b1c-7f00-8000-00000000abC", "0190b3a4-7b1c-7f00-8000-00000000abCDE",
			"0190b3a4-7b1c-7f00-8000-00000000abCg", "../../../../../../../../../../etc/pa",
			"\u00e4190b3a4-7b1c-7f00-8000-00000000abC" })
	void whatLooksLikeNoIdIsNone(String id) {
		header(RobustKafkaHeaders.RECORD_ID, id.getBytes(UTF_8));
		assertThat(Identification.of(this.main, received(this.main)))
			.isEqualTo(new RecordIdentity.Place("orders", 3, 17, this.main.timestamp()));
	}

}
