package io.github.robustkafka.sqlite;

import java.io.IOException;
import java.nio.file.Path;

import io.github.robustkafka.RobustKafkaStartException;
import io.github.robustkafka.sqlite.WriteAheadLog.Frame;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the write-ahead log before SQLite does, which takes the first frame that does
 * not fit its checksum for the end, and drops what follows without a word. That is right
 * for a transaction that was being written when the power failed, its last one. It is
 * wrong for damage: before anything was written behind a commit, the commit was synced.
 * So a bad frame that a commit follows, and another frame after that, was whole once.
 * <p>
 * Damage to the very last transaction cannot be told from a torn one; that is warned of.
 * Nor can a log whose end was cut off between two transactions.
 */
final class WalCheck {

	private static final Logger logger = LoggerFactory.getLogger(WalCheck.class);

	private int frames;

	private int firstBad = -1;

	private int bad;

	private boolean committedBehind;

	private boolean headerSound = true;

	private boolean torn;

	private boolean damaged;

	private WalCheck() {
	}

	/**
	 * Checks the log of a database.
	 * @param database the database file, which nobody in this process has open
	 * @throws IOException if it cannot be read
	 */
	static WalCheck of(Path database) throws IOException {
		WalCheck check = new WalCheck();
		Path log = database.resolveSibling(database.getFileName() + "-wal");
		new WriteAheadLog(log, DatabasePages.pageSize(database)).read(check::add);
		return check;
	}

	private void add(Frame frame) {
		boolean good = frame.current() && frame.sound() && frame.headerSound();
		this.headerSound = frame.headerSound();
		if (this.firstBad < 0 && !good) {
			this.firstBad = frame.index();
			this.torn = frame.current();
		}
		if (!frame.current()) {
			return;
		}
		this.frames = frame.index() + 1;
		this.bad += frame.sound() ? 0 : 1;
		if (this.firstBad >= 0) {
			this.damaged |= this.committedBehind || (!frame.headerSound() && frame.sound() && frame.commits());
			this.committedBehind |= frame.commits();
		}
	}

	/**
	 * Whether committed transactions would be dropped.
	 */
	boolean isDamaged() {
		return this.damaged;
	}

	/**
	 * Whether the last transaction is not whole.
	 */
	boolean isTorn() {
		return this.torn && !this.damaged;
	}

	/**
	 * How many frames do not fit their checksums, if the log is damaged.
	 */
	int badFrames() {
		return this.damaged ? Math.max(1, this.bad) : 0;
	}

	/**
	 * What is damaged, as the end of a sentence.
	 */
	String describe() {
		String where = this.headerSound ? "frame %d of %d".formatted(this.firstBad + 1, this.frames) : "its header";
		return "%s does not fit its checksum, and commits follow. SQLite would drop %d frames without a word"
			.formatted(where, this.frames - this.firstBad);
	}

	/**
	 * Refuses a damaged log, warns of one that is torn.
	 * @param database the database file
	 * @param durability whether commits were synced
	 * @throws OutboxDamagedException if it is damaged
	 */
	static void require(Path database, Durability durability) {
		WalCheck check = read(database);
		if (check.damaged && durability == Durability.POWER_LOSS) {
			throw new OutboxDamagedException("The write-ahead log of the outbox '" + database + "' is damaged: "
					+ check.describe() + ", and the records in them.", null);
		}
		if (check.damaged || check.torn) {
			logger
				.warn("The write-ahead log of the outbox '{}' ends in {} frames that are not whole and are dropped. After a crash "
						+ "of the machine that is as it must be: {}. If the machine did not crash, check the disk: the last "
						+ "records sent may be lost.", database, check.frames - check.firstBad,
						(durability == Durability.POWER_LOSS) ? "no send had returned for them"
								: "with durability process-crash the last records may be missing");
		}
	}

	private static WalCheck read(Path database) {
		try {
			return of(database);
		}
		catch (IOException ex) {
			throw new RobustKafkaStartException(
					"The write-ahead log of the outbox '" + database + "' cannot be read: " + ex + ".",
					"Make sure that this user may read the file '" + database + "-wal', and check the disk.", ex);
		}
	}

}
