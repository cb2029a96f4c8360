package io.github.robustkafka.deadletter;

import java.util.Random;
import java.util.TreeSet;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ReplayedOffsetsTests {

	private static final int BROKER_LIMIT = 4096;

	private static final OffsetRange RANGE = new OffsetRange(100, 30_000);

	private final ReplayedOffsets offsets = ReplayedOffsets.of(null, RANGE);

	@Test
	void withoutACommitNothingWasReplayed() {
		assertThat(this.offsets.first()).isEqualTo(100);
		assertThat(this.offsets.contains(100)).isFalse();
		assertThat(this.offsets.missingIn(RANGE)).isEqualTo(29_900);
	}

	@Test
	void theFirstOneMovesOverAllThatWereReplayedInARow() {
		add(102);
		add(101);
		assertThat(this.offsets.first()).isEqualTo(100);
		assertThat(this.offsets.contains(100)).isFalse();
		add(100);
		assertThat(this.offsets.first()).isEqualTo(103);
		assertThat(this.offsets.toCommit()).isEqualTo(new OffsetAndMetadata(103, ""));
	}

	@Test
	void whatIsCommittedIsReadAgain() {
		Random random = new Random(42);
		TreeSet<Long> expected = new TreeSet<>();
		ReplayedOffsets current = this.offsets;
		for (int i = 0; i < 3000; i++) {
			long offset = 100 + random.nextInt(4000);
			expected.add(offset);
			current.add(offset, offset + 1);
			if (i % 50 == 0) {
				current = ReplayedOffsets.of(current.toCommit(), RANGE);
			}
		}
		for (long offset = 100; offset < 5000; offset++) {
			assertThat(current.contains(offset)).as("offset %d", offset).isEqualTo(expected.contains(offset));
		}
		assertThat(current.missingIn(RANGE)).isEqualTo(29_900 - expected.size());
	}

	@Test
	void whatIsCommittedFitsIntoWhatABrokerTakes() {
		for (long offset = 101; this.offsets.hasRoomFor(offset); offset++) {
			add(offset);
		}
		assertThat(this.offsets.toCommit().metadata()).hasSizeBetween(3000, BROKER_LIMIT);
		assertThat(this.offsets.contains(100 + ReplayedOffsets.ROOM - 1)).isTrue();
		assertThat(this.offsets.hasRoomFor(100 + ReplayedOffsets.ROOM)).isFalse();
	}

	@Test
	void recordsThatRetentionTookAwayAreForgotten() {
		add(105);
		add(110);
		ReplayedOffsets later = ReplayedOffsets.of(this.offsets.toCommit(), new OffsetRange(105, 200));
		assertThat(later.first()).isEqualTo(106);
		assertThat(later.contains(110)).isTrue();
		assertThat(later.contains(109)).isFalse();
		assertThat(later.missingIn(new OffsetRange(105, 200))).isEqualTo(93);
		assertThat(ReplayedOffsets.of(this.offsets.toCommit(), new OffsetRange(5000, 5001)).contains(5000)).isFalse();
	}

	@Test
	void aCommitForATopicThatWasMadeAnewCountsAsNone() {
		ReplayedOffsets anew = ReplayedOffsets.of(new OffsetAndMetadata(500), new OffsetRange(0, 20));
		assertThat(anew.first()).isZero();
		assertThat(anew.contains(3)).isFalse();
	}

	@Test
	void whatLiesBehindTheEndWasNotReplayed() {
		add(105);
		add(110);
		ReplayedOffsets shorter = ReplayedOffsets.of(this.offsets.toCommit(), new OffsetRange(100, 108));
		assertThat(shorter.contains(105)).isTrue();
		assertThat(shorter.contains(110)).isFalse();
		assertThat(shorter.missingIn(new OffsetRange(100, 108))).isEqualTo(7);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "replayed:", "replayed:===", "replayed:\u00fc", "{\"a\":1}" })
	void metadataThatIsNotOursIsPassedOver(String metadata) {
		ReplayedOffsets read = ReplayedOffsets.of(new OffsetAndMetadata(150, metadata), RANGE);
		assertThat(read.first()).isEqualTo(150);
		assertThat(read.contains(150)).isFalse();
	}

	private void add(long offset) {
		this.offsets.add(offset, offset + 1);
	}

}
