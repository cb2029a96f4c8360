package io.github.robustkafka.sqlite;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;

import io.github.robustkafka.outbox.OutboxHeaders;
import io.github.robustkafka.outbox.OutboxRecord;
import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.outbox.TestRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link BlockCodec} and {@link BlockReading#decode}.
 */
class BlockCodecTests {

	private static final int MARK = 0x1234abcd;

	private static final long FIRST = 1000;

	private final Random random = new Random(42);

	private OutboxRecord randomRecord() {
		OutboxHeaders.Builder headers = OutboxHeaders.builder();
		for (int i = this.random.nextInt(3); i > 0; i--) {
			headers.add("h" + i, randomBytes());
		}
		return new OutboxRecord(new UUID(this.random.nextLong(), this.random.nextLong()),
				"topic" + this.random.nextInt(3), this.random.nextBoolean() ? this.random.nextInt(10) : null,
				randomBytes(), randomBytes(), headers.build(), this.random.nextLong(),
				this.random.nextBoolean() ? "context ü " + this.random.nextInt() : null);
	}

	private byte[] randomBytes() {
		int length = this.random.nextInt(60) - 10;
		byte[] bytes = (length < 0) ? null : new byte[length];
		if (bytes != null) {
			this.random.nextBytes(bytes);
		}
		return bytes;
	}

	private List<PendingRecord> randomRecords(int count) {
		List<PendingRecord> records = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			records.add(new PendingRecord(FIRST + i, TestRecords.APPENDED_AT, randomRecord()));
		}
		return records;
	}

	private static Block decode(int count, byte[] bytes) {
		Block block = BlockReading.decode(FIRST, count, TestRecords.APPENDED_AT, MARK, bytes);
		return (block != null) ? block : new Block(FIRST, List.of(), new BitSet(), false);
	}

	private static boolean same(PendingRecord one, PendingRecord other) {
		return one.position() == other.position() && one.appendedAt() == other.appendedAt()
				&& TestRecords.same(one.record(), other.record())
				&& one.record().checksum() == other.record().checksum();
	}

	@Test
	void everyFieldOfEveryRecordIsKept() {
		for (int trial = 0; trial < 200; trial++) {
			List<PendingRecord> records = randomRecords(1 + this.random.nextInt(40));
			Block block = decode(records.size(), BlockCodec.encode(MARK, records));
			assertThat(block.damaged()).isEmpty();
			assertThat(block.pending()).hasSameSizeAs(records);
			for (int i = 0; i < records.size(); i++) {
				assertThat(same(block.pending().get(i), records.get(i))).isTrue();
			}
		}
	}

	/**
	 * Whatever happens to the bytes: what is found is as it was and where it was, and
	 * what is missing is told.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "flip", "cut", "fill", "move" })
	void damageNeverChangesARecordAndIsAlwaysTold(String kind) {
		for (int trial = 0; trial < 2000; trial++) {
			List<PendingRecord> records = randomRecords(20);
			byte[] sound = BlockCodec.encode(MARK, records);
			byte[] bytes = damage(kind, sound.clone());
			Block block = decode(records.size(), bytes);
			for (PendingRecord found : block.pending()) {
				assertThat(same(found, records.get((int) (found.position() - FIRST)))).isTrue();
			}
			boolean changed = !Arrays.equals(bytes, sound);
			assertThat(block.isComplete()).as("damage is told").isEqualTo(!changed);
			assertThat(block.pending().size()).isLessThanOrEqualTo(changed ? 19 : 20);
			if (kind.equals("flip")) {
				assertThat(block.pending()).as("the others go on").hasSize(19);
				assertThat(block.damaged()).hasSize(1);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 10, 16, 84, -3, 1L << 40 })
	void recordsAreBelievedMoreThanTheirNumber(long records) {
		List<PendingRecord> sound = randomRecords(20);
		Block block = BlockReading.decode(FIRST, records, TestRecords.APPENDED_AT, MARK,
				BlockCodec.encode(MARK, sound));
		assertThat(block.pending()).hasSize(20);
		assertThat(block.damaged()).isEmpty();
		assertThat(block.isComplete()).isFalse();
	}

	@Test
	void recordsAreBelievedMoreThanTheColumnsOfTheirBlock() {
		List<PendingRecord> sound = randomRecords(20);
		Block block = BlockReading.decode(FIRST + 64, 20, TestRecords.APPENDED_AT, MARK ^ 1024,
				BlockCodec.encode(MARK, sound));
		assertThat(block.pending()).hasSize(20);
		assertThat(block.firstPosition()).isEqualTo(FIRST);
		assertThat(block.key()).isEqualTo(FIRST + 64);
	}

	private byte[] damage(String kind, byte[] bytes) {
		int at = this.random.nextInt(bytes.length);
		switch (kind) {
			case "flip" -> bytes[at] ^= (byte) (1 << this.random.nextInt(8));
			case "fill" -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 100), (byte) 0);
			case "cut" -> {
				return Arrays.copyOf(bytes, at);
			}
			default -> System.arraycopy(bytes, 0, bytes, at, bytes.length - at);
		}
		return bytes;
	}

	@Test
	void whatIsLeftOfADamagedRecordIsKept() {
		List<PendingRecord> records = List.of(TestRecords.pending(FIRST, "orders"),
				TestRecords.pending(FIRST + 1, "orders"));
		byte[] bytes = BlockCodec.encode(MARK, records);
		bytes[BlockCodec.PREFIX] ^= 1;
		Block block = decode(2, bytes);
		assertThat(block.pending()).extracting(PendingRecord::position).containsExactly(FIRST + 1);
		assertThat(block.damaged()).singleElement().satisfies((damaged) -> {
			assertThat(damaged.position()).isEqualTo(FIRST);
			assertThat(new String(damaged.record().value(), StandardCharsets.ISO_8859_1)).contains("orders");
		});
	}

	@Test
	void aPayloadThatLooksLikeARecordIsNone() {
		byte[] hostile = BlockCodec.encode(MARK + 1, List.of(TestRecords.pending(FIRST + 1, "admin")));
		OutboxRecord carrier = new OutboxRecord(UUID.randomUUID(), "orders", null, null, hostile, OutboxHeaders.NONE, 1,
				null);
		byte[] bytes = BlockCodec.encode(MARK,
				List.of(new PendingRecord(FIRST, 1, carrier), TestRecords.pending(FIRST + 1, "orders")));
		bytes[4] ^= 1;
		Block block = decode(2, bytes);
		assertThat(block.pending().stream().map(PendingRecord::topic).collect(Collectors.toSet()))
			.containsExactly("orders");
	}

	@Test
	void aBlockIsDoneWhenAllIsAcknowledged() {
		Block block = Block.of(randomRecords(3));
		assertThat(block.acknowledge(FIRST)).isTrue();
		assertThat(block.acknowledge(FIRST)).as("a second time").isFalse();
		assertThat(block.acknowledge(FIRST + 1)).isTrue();
		assertThat(block.isDone()).isFalse();
		assertThat(block.pending()).extracting(PendingRecord::position).containsExactly(FIRST + 2);
		assertThat(block.acknowledge(FIRST + 2)).isTrue();
		assertThat(block.isDone()).isTrue();
	}

}
