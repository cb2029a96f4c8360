package io.github.robustkafka.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;

/**
 * Room on the disk that is kept for acknowledging and purging: a file of no content
 * beside the database, {@code .reserve}. SQLite cannot even delete rows on a full disk,
 * since that too is written to the log first. When the disk is full the reserve is given
 * up, so that the outbox can still be emptied, and nothing is to be appended until it
 * could be made again.
 * <p>
 * The reserve is made in small steps, only where the disk has twice its size left. It has
 * as many bytes as the log has as a rule, but no more than an eighth of the disk. Used by
 * the writer's thread, but for {@link #isGivenUp()}.
 */
final class DiskReserve {

	private static final Logger logger = LoggerFactory.getLogger(DiskReserve.class);

	private static final int STEP = 1 << 20;

	private static final int PART_OF_DISK = 8;

	private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

	private final Path database;

	private final Path file;

	private final long wantedSize;

	private boolean complete;

	private long tryAt = System.nanoTime();

	private volatile boolean givenUp;

	DiskReserve(Path database, SqliteSettings settings) {
		this.database = database;
		this.file = database.resolveSibling(database.getFileName() + ".reserve");
		this.wantedSize = settings.reserveSize();
	}

	/**
	 * Whether SQLite failed because the disk is full.
	 */
	boolean isNeededAfter(Throwable failure) {
		if (!(failure instanceof SQLException ex)) {
			return false;
		}
		return isFull(ex) || (ex.getErrorCode() == SQLiteErrorCode.SQLITE_IOERR.code && isWithoutRoom());
	}

	/**
	 * SQLite tells of a quota as of any other error, and the disk seems to have room: a
	 * file of our own shows which it is.
	 */
	private boolean isWithoutRoom() {
		if (usableSpace() < SqliteSettings.PAGE_SIZE) {
			return true;
		}
		Path probe = this.database.resolveSibling(this.database.getFileName() + ".probe");
		try {
			OwnerOnly.createFile(probe);
			Files.write(probe, new byte[2 * SqliteSettings.PAGE_SIZE], StandardOpenOption.SYNC);
			return false;
		}
		catch (IOException ex) {
			String reason = String.valueOf(ex.getMessage());
			return reason.contains("quota exceeded") || reason.contains("No space left");
		}
		finally {
			delete(probe);
		}
	}

	/**
	 * Whether SQLite said that the disk is full; then nothing was committed.
	 */
	static boolean isFull(SQLException failure) {
		return failure.getErrorCode() == SQLiteErrorCode.SQLITE_FULL.code;
	}

	/**
	 * Gives the room back to the disk, if there is a reserve.
	 */
	void giveUp() {
		if (!this.givenUp) {
			logger
				.warn("The disk of the outbox '{}' is full. Sends are refused, what is pending is still published and "
						+ "purged. Free space on the disk; sending then goes on by itself", this.database);
		}
		this.givenUp = true;
		this.complete = false;
		this.tryAt = System.nanoTime() + PAUSE;
		delete();
	}

	/**
	 * Whether the disk was full and has too little room still.
	 */
	boolean isGivenUp() {
		return this.givenUp;
	}

	/**
	 * Makes a piece of the reserve, if there is room and it is not complete. There is no
	 * hurry, unless sends wait for it.
	 * @return whether more is to be made at once
	 */
	boolean fill() {
		if (this.complete || System.nanoTime() - this.tryAt < 0) {
			return false;
		}
		try {
			long size = Math.min(this.wantedSize, Files.getFileStore(directory()).getTotalSpace() / PART_OF_DISK);
			long made = Files.exists(this.file) ? Files.size(this.file) : 0;
			if (made < size && usableSpace() + made < 2 * size) {
				delete();
				this.tryAt = System.nanoTime() + PAUSE;
				return false;
			}
			made += append(Math.min(STEP, size - made));
			this.complete = made >= size;
			if (this.complete) {
				restored();
			}
			return this.givenUp;
		}
		catch (IOException ex) {
			logger.debug("The reserve of the outbox '{}' cannot be made", this.database, ex);
			delete();
			this.tryAt = System.nanoTime() + PAUSE;
			return false;
		}
	}

	private void restored() {
		if (this.givenUp) {
			logger.info("The disk of the outbox '{}' has room again; sending goes on.", this.database);
		}
		this.givenUp = false;
	}

	/**
	 * Content that no file system makes smaller.
	 */
	private long append(long bytes) throws IOException {
		if (bytes <= 0) {
			return 0;
		}
		OwnerOnly.createFile(this.file);
		byte[] content = new byte[(int) bytes];
		new Random(bytes).nextBytes(content);
		try (FileChannel channel = FileChannel.open(this.file, StandardOpenOption.APPEND)) {
			ByteBuffer left = ByteBuffer.wrap(content);
			while (left.hasRemaining()) {
				channel.write(left);
			}
		}
		return bytes;
	}

	private void delete() {
		delete(this.file);
	}

	private static void delete(Path file) {
		try {
			Files.deleteIfExists(file);
		}
		catch (IOException ex) {
			logger.warn("'{}' cannot be deleted to make room on the disk", file, ex);
		}
	}

	private long usableSpace() {
		try {
			FileStore store = Files.getFileStore(directory());
			return store.getUsableSpace();
		}
		catch (IOException ex) {
			return Long.MAX_VALUE / 2;
		}
	}

	private Path directory() {
		Path parent = this.database.getParent();
		return (parent != null) ? parent : this.database;
	}

}
