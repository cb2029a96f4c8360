package io.github.robustkafka.simulation;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Whether the records of one partition came in the order that was promised: what was sent
 * after a send had returned comes after it, for each key and for each partition asked
 * for; and what one client sent comes in the order of its calls.
 */
final class PartitionOrder {

	private final boolean keysKeepTheirPartition;

	private final Map<String, Long> latestCall = new HashMap<>();

	PartitionOrder(boolean keysKeepTheirPartition) {
		this.keysKeepTheirPartition = keysKeepTheirPartition;
	}

	/**
	 * The partition has a record that it did not have before.
	 * @return what came before though it was sent later, or null
	 */
	@Nullable String add(SentRecord sent) {
		String disorder = null;
		if (sent.leftTheOrder) {
			return null;
		}
		if (sent.record.partition() != null) {
			disorder = add("partition", sent);
		}
		if (sent.record.key() != null && this.keysKeepTheirPartition) {
			String byKey = add("key " + Arrays.toString(sent.record.key()), sent);
			disorder = (disorder != null) ? disorder : byKey;
		}
		return disorder;
	}

	private @Nullable String add(String lane, SentRecord sent) {
		Long latest = this.latestCall.merge(lane, sent.called, Math::max);
		if (latest > sent.returned) {
			return lane + ": a record that was sent at " + latest + " came before";
		}
		if (sent.sends == 1) {
			Long latestOfClient = this.latestCall.merge(lane + " of client " + sent.client, sent.called, Math::max);
			if (latestOfClient > sent.called) {
				return lane + ": a record that the same client sent at " + latestOfClient + " came before";
			}
		}
		return null;
	}

}
