package io.github.robustkafka.dispatch;

import java.time.Duration;
import java.util.List;

/**
 * A moment in a dispatcher's life.
 *
 * @param inFlight records in work
 * @param unfinished records received and not finished, those in work included
 * @param held records that are not due yet
 * @param pausedPartitions partitions that are not fetched from now
 * @param partitions the assigned partitions that have unfinished records
 */
public record DispatchState(int inFlight, int unfinished, int held, int pausedPartitions, List<Partition> partitions) {

	/**
	 * Age of the oldest record that holds up a commit. Records that are not due yet do
	 * not count.
	 * @return zero if there is none
	 */
	public Duration watermarkAge() {
		return this.partitions.stream().map(Partition::age).max(Duration::compareTo).orElse(Duration.ZERO);
	}

	/**
	 * A partition whose commit waits for a record.
	 *
	 * @param name topic and partition
	 * @param offset offset of the record that is waited for
	 * @param age time since it was received, or since it became due
	 * @param behind number of records received from there on
	 */
	public record Partition(String name, long offset, Duration age, int behind) {

	}

}
