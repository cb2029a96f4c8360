package io.github.robustkafka.outbox;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Pending records read back from the store, in order of position.
 *
 * @param records the sound ones
 * @param corrupt positions of rows whose checksum does not fit their content; they are
 * not among the records
 * @param corruptIds record ids of such rows by their positions, as far as they are known
 * @param lastPosition position of the last row looked at, sound or not; where the page is
 * empty, the position the reading began after
 * @param more whether there may be further rows behind the last one
 */
public record PendingPage(List<PendingRecord> records, List<Long> corrupt, Map<Long, UUID> corruptIds,
		long lastPosition, boolean more) {

	/**
	 * A page of which nothing is known about the rows that do not fit.
	 * @param records the sound ones
	 * @param corrupt positions of rows whose checksum does not fit their content
	 * @param lastPosition position of the last row looked at
	 * @param more whether there may be further rows
	 */
	public PendingPage(List<PendingRecord> records, List<Long> corrupt, long lastPosition, boolean more) {
		this(records, corrupt, Map.of(), lastPosition, more);
	}

	/**
	 * The same page without the sound records behind a position. What it says about other
	 * rows stays: some of it is told once only.
	 * @param position the last position that may be seen
	 */
	public PendingPage upTo(long position) {
		if (this.lastPosition <= position) {
			return this;
		}
		return new PendingPage(this.records.stream().filter((record) -> record.position() <= position).toList(),
				this.corrupt, this.corruptIds, position, this.more);
	}

}
