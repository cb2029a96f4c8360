package io.github.robustkafka.proof.broker;

import java.util.ArrayList;
import java.util.List;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

import io.github.robustkafka.RobustKafkaHeaders;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The oracle of the proofs finds what it is there to find.
 */
class LoadReportTests {

	private final List<String> log = new ArrayList<>();

	private final List<ConsumerRecord<byte[], byte[]>> delivered = new ArrayList<>();

	LoadReportTests() {
		for (int i = 0; i < 200; i++) {
			this.log.add("SEND orders k " + i);
			this.log.add("ACCEPTED orders k " + i);
			this.log.add("ACKNOWLEDGED orders k %d id".formatted(i));
			deliver(i, "id" + i);
		}
	}

	@Test
	void whatIsAllThereInOrderIsSound() {
		assertThatCode(this::judge).doesNotThrowAnyException();
	}

	@Test
	void aCopyWithTheSameIdIsSoundAndOneWithAnotherIdIsNot() {
		deliver(17, "id17");
		assertThatCode(this::judge).doesNotThrowAnyException();
		deliver(17, "another");
		assertUnsound("another record id");
	}

	@Test
	void aMissingRecordIsLost() {
		this.delivered.remove(17);
		assertUnsound("lost");
	}

	@Test
	void whatNobodySentIsAGhost() {
		deliver(999, "id999");
		assertUnsound("ghosts");
	}

	@Test
	void whatWasRefusedAndIsThereIsAGhost() {
		this.log.addAll(List.of("SEND orders k 200", "REFUSED orders k 200 OutboxFullException"));
		deliver(200, "id200");
		assertUnsound("ghosts");
	}

	@Test
	void whatComesBehindALaterRecordOfItsKeyIsReordered() {
		this.delivered.add(20, this.delivered.remove(10));
		assertUnsound("reordered");
	}

	@Test
	void whatNobodyHeardOfIsFound() {
		this.log.remove("ACKNOWLEDGED orders k 17 id");
		assertUnsound("told of");
	}

	private void judge() {
		new LoadReport(this.log).delivered(this.delivered).requireSound("control", 0, false);
	}

	private void assertUnsound(String why) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(this::judge).withMessageContaining(why);
	}

	private void deliver(long sequence, String id) {
		ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("orders", 0, this.delivered.size(), "k".getBytes(),
				("k " + sequence).getBytes());
		record.headers().add(RobustKafkaHeaders.RECORD_ID, id.getBytes());
		this.delivered.add(record);
	}

}
