package io.github.robustkafka.simulation;

import java.time.Duration;
import java.util.Random;

import io.github.robustkafka.relay.BackoffSettings;
import io.github.robustkafka.relay.RelaySettings;
import io.github.robustkafka.writer.RoomSettings;

/**
 * How one run is set up; drawn from its seed.
 *
 * @param room how large the outbox may grow
 * @param relay how the relay works
 * @param retentionMillis how long acknowledged rows are kept, 0 for not at all
 * @param bufferBytes memory of a producer
 * @param bigRecords whether some records are so large that few of them fit into memory
 * @param calmMillis mean time between two faults
 */
record RunSettings(RoomSettings room, RelaySettings relay, long retentionMillis, long bufferBytes, boolean bigRecords,
		int calmMillis) {

	static RunSettings draw(Random random) {
		int maxInFlight = 4 << random.nextInt(6);
		boolean small = random.nextInt(4) == 0;
		RoomSettings room = new RoomSettings(small ? 20_000 + random.nextInt(60_000) : 1L << 40, 1 << 20,
				RoomSettings.WhenFull.REJECT, Duration.ofSeconds(1));
		RelaySettings relay = new RelaySettings(maxInFlight, 4 << 20, Duration.ofSeconds(1),
				new BackoffSettings(Duration.ofMillis(200), 2, Duration.ofSeconds(5), 0));
		long retention = (!small && random.nextInt(3) == 0) ? 2000 : 0;
		return new RunSettings(room, relay, retention, random.nextBoolean() ? 4000 : 1 << 24,
				!small && random.nextInt(6) == 0, 100 << random.nextInt(5));
	}

}
