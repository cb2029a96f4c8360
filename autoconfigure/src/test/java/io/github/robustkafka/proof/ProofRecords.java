package io.github.robustkafka.proof;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;

import io.github.robustkafka.outbox.OutboxHeaders;
import io.github.robustkafka.outbox.OutboxRecord;
import org.jspecify.annotations.Nullable;

/**
 * The records of the proofs. Process under test and oracle make each from its number, so
 * that its bytes need not be handed from one to the other.
 */
final class ProofRecords {

	private static final int LANES = 4;

	private static final long ID_SEED = 0x0190_0000_0000_7000L;

	private ProofRecords() {
	}

	static OutboxRecord record(int number) {
		Random random = new Random(number);
		int lane = lane(number);
		byte[] key = (lane == 3) ? null : ("key-" + lane).getBytes(StandardCharsets.UTF_8);
		OutboxHeaders.Builder headers = OutboxHeaders.builder();
		for (int i = random.nextInt(3); i > 0; i--) {
			headers.add("header-" + i, random.nextBoolean() ? bytes(random, 20) : null);
		}
		return new OutboxRecord(new UUID(ID_SEED, number), topic(lane), null, key, value(random), headers.build(),
				1_700_000_000_000L + number, random.nextBoolean() ? "context of " + number : null);
	}

	/**
	 * Most values are of a usual size, some are none, empty, or larger than a page.
	 */
	private static byte @Nullable [] value(Random random) {
		return switch (random.nextInt(20)) {
			case 0 -> null;
			case 1 -> new byte[0];
			case 2 -> bytes(random, 20_000 + random.nextInt(20_000));
			default -> bytes(random, 20 + random.nextInt(1500));
		};
	}

	private static byte[] bytes(Random random, int length) {
		byte[] bytes = new byte[length];
		random.nextBytes(bytes);
		return bytes;
	}

	private static String topic(int lane) {
		return (lane < 2) ? "orders" : "audit";
	}

	/**
	 * Records of one lane keep their order.
	 */
	static int lane(int number) {
		return number % LANES;
	}

	/**
	 * The number of the record with this id, or -1 if it is none of ours.
	 */
	static int number(UUID recordId) {
		long number = recordId.getLeastSignificantBits();
		return (recordId.getMostSignificantBits() == ID_SEED && number >= 0 && number <= Integer.MAX_VALUE)
				? (int) number : -1;
	}

	/**
	 * Whether all that is sent is the same.
	 */
	static boolean same(OutboxRecord one, OutboxRecord other) {
		return one.recordId().equals(other.recordId()) && one.topic().equals(other.topic())
				&& Objects.equals(one.partition(), other.partition()) && Arrays.equals(one.key(), other.key())
				&& Arrays.equals(one.value(), other.value())
				&& Arrays.equals(one.headers().bytes(), other.headers().bytes()) && one.timestamp() == other.timestamp()
				&& Objects.equals(one.context(), other.context());
	}

}
