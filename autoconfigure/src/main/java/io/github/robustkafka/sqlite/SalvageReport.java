package io.github.robustkafka.sqlite;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * What was saved from a damaged outbox, and what was not.
 *
 * @param pending records that are carried over and will be published
 * @param acknowledged records that are carried over and were published
 * @param failed records that are carried over and can never be published as they are
 * @param damaged records that could be read and do not fit their checksum
 * @param unreadable positions that cannot be read; there need not have been a record at
 * each
 * @param damagedFrames damaged parts of the write-ahead log; records in them may be lost
 * @param keptAs where the damaged file is now
 */
public record SalvageReport(long pending, long acknowledged, long failed, long damaged, long unreadable,
		int damagedFrames, @Nullable Path keptAs) {

	/**
	 * How many records were carried over.
	 * @return number of records
	 */
	public long saved() {
		return this.pending + this.acknowledged + this.failed;
	}

	/**
	 * Whether everything that was in the file is known to be carried over.
	 * @return false if something is or may be lost
	 */
	public boolean isComplete() {
		return this.damaged == 0 && this.unreadable == 0 && this.damagedFrames == 0;
	}

	/**
	 * Tells it in one or more sentences.
	 * @return a text without a line break
	 */
	public String describe() {
		String saved = "%d records were saved (%d pending, %d acknowledged, %d failed). ".formatted(saved(),
				this.pending, this.acknowledged, this.failed);
		String lost = isComplete() ? "None is known to be lost." : "Lost: %s.".formatted(lost());
		return saved + lost
				+ ((this.keptAs != null) ? " The damaged file is kept as '%s'.".formatted(this.keptAs) : "");
	}

	private String lost() {
		return "%d records that do not fit their checksum, what was at %d positions that cannot be read, and what was only in %d damaged parts of the write-ahead log"
			.formatted(this.damaged, this.unreadable, this.damagedFrames);
	}

	SalvageReport keptAs(Path file) {
		return new SalvageReport(this.pending, this.acknowledged, this.failed, this.damaged, this.unreadable,
				this.damagedFrames, file);
	}

}
