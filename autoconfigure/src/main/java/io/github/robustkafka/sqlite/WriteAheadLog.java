package io.github.robustkafka.sqlite;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads a write-ahead log as it is on the disk, further than SQLite does, which stops at
 * the first frame that it does not trust. <pre>
 * header, 32 bytes   0 magic (its last bit: checksums over big-endian words)  4 version  8 page size
 *                   12 checkpoints  16 two salts  24 checksum of the 24 bytes before
 * each frame        0 page number  4 pages of the database if this frame commits, else 0
 *                   8 the header's two salts  16 checksum  24 the page
 * </pre> Numbers are big-endian. The checksum of a frame continues that of the frame
 * before it (of the header for the first), over its first 8 bytes and its page. So each
 * frame can be checked against what its neighbour says, also behind a damaged one.
 */
final class WriteAheadLog {

	private static final int HEADER_SIZE = 32;

	private static final int FRAME_HEADER_SIZE = 24;

	private static final int MAGIC = 0x377f0682;

	private static final int BUFFER_SIZE = 1 << 18;

	private final Path file;

	private final int pageSizeOfDatabase;

	/**
	 * Names a log.
	 * @param file the log; it need not exist
	 * @param pageSize the page size of its database, for a log that does not tell
	 */
	WriteAheadLog(Path file, int pageSize) {
		this.file = file;
		this.pageSizeOfDatabase = pageSize;
	}

	/**
	 * Shows all frames in their order, also those that SQLite would not reach. What is
	 * left of an earlier use of the file, behind the end of the log, is shown too; it has
	 * other salts.
	 * @param visitor sees the frames
	 * @throws IOException if the file cannot be read
	 */
	void read(FrameVisitor visitor) throws IOException {
		if (!Files.exists(this.file)) {
			return;
		}
		try (InputStream input = new BufferedInputStream(Files.newInputStream(this.file), BUFFER_SIZE)) {
			byte[] header = input.readNBytes(HEADER_SIZE);
			if (header.length == HEADER_SIZE) {
				new Reading(ByteBuffer.wrap(header)).read(input, visitor);
			}
		}
	}

	/**
	 * One reading of the file.
	 */
	private final class Reading {

		private final ByteOrder order;

		private final int pageSize;

		private final boolean headerSound;

		private long salts;

		/**
		 * The checksum that the next frame continues.
		 */
		private long sum;

		Reading(ByteBuffer header) {
			boolean magic = (header.getInt(0) & ~1) == MAGIC;
			this.order = (magic && (header.getInt(0) & 1) == 1) ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
			this.sum = header.getLong(24);
			this.salts = header.getLong(16);
			this.headerSound = magic && checksum(0, header, 0, 24) == this.sum;
			this.pageSize = this.headerSound ? header.getInt(8) : WriteAheadLog.this.pageSizeOfDatabase;
		}

		void read(InputStream input, FrameVisitor visitor) throws IOException {
			int size = FRAME_HEADER_SIZE + this.pageSize;
			int index = 0;
			for (byte[] bytes = input.readNBytes(size); bytes.length == size; bytes = input.readNBytes(size)) {
				ByteBuffer frame = ByteBuffer.wrap(bytes);
				if (index == 0 && !this.headerSound) {
					this.salts = frame.getLong(8);
				}
				long expected = checksum(checksum(this.sum, frame, 0, 8), frame, FRAME_HEADER_SIZE, size);
				this.sum = frame.getLong(16);
				int page = frame.getInt(0);
				visitor.visit(new Frame(index, page, frame.getInt(4), page != 0 && frame.getLong(8) == this.salts,
						expected == this.sum, this.headerSound, frame.slice(FRAME_HEADER_SIZE, this.pageSize)));
				index++;
			}
		}

		private long checksum(long before, ByteBuffer content, int from, int to) {
			int first = (int) (before >>> 32);
			int second = (int) before;
			content.order(this.order);
			for (int i = from; i < to; i += 8) {
				first += content.getInt(i) + second;
				second += content.getInt(i + 4) + first;
			}
			content.order(ByteOrder.BIG_ENDIAN);
			return ((long) first << 32) | (second & 0xffffffffL);
		}

	}

	/**
	 * One frame.
	 *
	 * @param index its place in the log, from 0
	 * @param page number of the page that it changes, from 1
	 * @param pagesAfterCommit pages that the database then has, if the frame commits; 0
	 * if it does not
	 * @param current whether it belongs to the log, not to an earlier use of the file
	 * @param sound whether it fits its checksum
	 * @param headerSound whether the header of the log fits its checksum
	 * @param content the page
	 */
	record Frame(int index, int page, int pagesAfterCommit, boolean current, boolean sound, boolean headerSound,
			ByteBuffer content) {

		boolean commits() {
			return this.pagesAfterCommit != 0;
		}

	}

	/**
	 * Sees one frame after the other.
	 */
	interface FrameVisitor {

		void visit(Frame frame) throws IOException;

	}

}
