package io.github.robustkafka.relay;

import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import io.github.robustkafka.outbox.OutboxHeaders;
import io.github.robustkafka.outbox.OutboxRecord;
import io.github.robustkafka.outbox.PendingRecord;

import static org.assertj.core.api.Assertions.assertThat;

class ReportedPositionsTests {

	private final ReportedPositions reported = new ReportedPositions();

	@Test
	void whatWasReportedIsLeftOutUntilItIsCommitted() {
		this.reported.add(7);
		this.reported.add(3);
		this.reported.add(5);
		assertThat(left(1, 9)).containsExactly(1L, 2L, 4L, 6L, 8L, 9L);
		this.reported.committed(2);
		assertThat(left(1, 9)).containsExactly(1L, 2L, 3L, 4L, 6L, 7L, 8L, 9L);
		this.reported.committed(3);
		assertThat(left(1, 9)).hasSize(9);
	}

	@Test
	void aCountThatIsOldOrTooHighTakesNothingBack() {
		this.reported.committed(10);
		this.reported.add(1);
		this.reported.add(2);
		assertThat(left(1, 3)).containsExactly(3L);
		this.reported.committed(1);
		this.reported.committed(-4);
		assertThat(left(1, 3)).containsExactly(1L, 3L);
	}

	@Test
	void manyThatWaitAreAllKnown() {
		LongStream.rangeClosed(1, 700).forEach(this.reported::add);
		this.reported.committed(600);
		LongStream.rangeClosed(701, 6000).forEach(this.reported::add);
		assertThat(left(1, 6001)).hasSize(601).contains(600L, 6001L).doesNotContain(601L, 6000L);
		this.reported.committed(5990);
		assertThat(left(5980, 6001)).hasSize(12).endsWith(5990L, 6001L);
	}

	private List<Long> left(long first, long last) {
		List<PendingRecord> read = LongStream.rangeClosed(first, last).mapToObj(ReportedPositionsTests::at).toList();
		return this.reported.leaveOut(read).stream().map(PendingRecord::position).toList();
	}

	private static PendingRecord at(long position) {
		return new PendingRecord(position, 0,
				new OutboxRecord(new UUID(0, position), "t", null, null, new byte[0], OutboxHeaders.NONE, 1, null));
	}

}
