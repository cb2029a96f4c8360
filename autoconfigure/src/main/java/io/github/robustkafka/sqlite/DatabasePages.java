package io.github.robustkafka.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import io.github.robustkafka.sqlite.WriteAheadLog.Frame;

/**
 * A copy of a damaged database, made page by page, with the transactions of its
 * write-ahead log in it. The copy has no log. A page that the disk does not give is empty
 * in it.
 * <p>
 * The first 100 bytes of a database are its header. Of these count here: <pre>
 * 16 page size, 2 bytes (1 stands for 65536)  18 1 without a log, 2 with one, 2 bytes
 * 24 number of changes  28 number of pages  32 first free page  36 number of free pages
 * 92 number of changes when the number of pages was written
 * </pre>
 */
final class DatabasePages implements AutoCloseable {

	private static final int SMALLEST_PAGE = 512;

	private final FileChannel image;

	private final int pageSize;

	private int lastCommit = -1;

	private int pages;

	private DatabasePages(FileChannel image, int pageSize) {
		this.image = image;
		this.pageSize = pageSize;
	}

	/**
	 * The page size of a database, ours if it does not tell.
	 */
	static int pageSize(Path database) throws IOException {
		ByteBuffer header = ByteBuffer.allocate(18);
		try (FileChannel channel = FileChannel.open(database, StandardOpenOption.READ)) {
			channel.read(header, 0);
		}
		int size = header.getShort(16) & 0xffff;
		size = (size == 1) ? 1 << 16 : size;
		return (size >= SMALLEST_PAGE && Integer.bitCount(size) == 1) ? size : SqliteSettings.PAGE_SIZE;
	}

	/**
	 * Copies a database.
	 * @param database the damaged file, which nobody has open
	 * @param image the copy, an empty file
	 * @return the copy, to be closed
	 */
	static DatabasePages copy(Path database, Path image) throws IOException {
		DatabasePages pages = new DatabasePages(
				FileChannel.open(image, StandardOpenOption.READ, StandardOpenOption.WRITE), pageSize(database));
		try (FileChannel source = FileChannel.open(database, StandardOpenOption.READ)) {
			pages.copy(source);
			WriteAheadLog log = new WriteAheadLog(database.resolveSibling(database.getFileName() + "-wal"),
					pages.pageSize);
			log.read(pages::findLastCommit);
			log.read(pages::apply);
			pages.finishHeader();
			return pages;
		}
		catch (IOException | RuntimeException ex) {
			pages.close();
			throw ex;
		}
	}

	private void copy(FileChannel source) throws IOException {
		for (long at = 0; at < source.size(); at += this.pageSize) {
			ByteBuffer page = ByteBuffer.allocate(this.pageSize);
			try {
				source.read(page, at);
			}
			catch (IOException ex) {
				page.clear();
			}
			page.clear();
			write(page, at);
		}
		this.pages = (int) (this.image.size() / this.pageSize);
	}

	private void findLastCommit(Frame frame) {
		if (frame.current() && frame.commits()) {
			this.lastCommit = frame.index();
			this.pages = Math.max(this.pages, frame.sound() ? frame.pagesAfterCommit() : 0);
		}
	}

	/**
	 * Also frames that do not fit their checksum: most of such a page is as it was, and
	 * each row has a checksum of its own.
	 */
	private void apply(Frame frame) throws IOException {
		boolean plausible = frame.page() > 0 && (frame.sound() || frame.page() <= this.pages);
		if (frame.current() && plausible && frame.index() <= this.lastCommit
				&& frame.content().capacity() == this.pageSize) {
			write(frame.content(), (long) (frame.page() - 1) * this.pageSize);
		}
	}

	/**
	 * Takes the first page of a sound database with the same tables: where the tables
	 * begin is told there, and nowhere else.
	 */
	void replaceFirstPage(Path sound) throws IOException {
		if (pageSize(sound) != this.pageSize) {
			return;
		}
		ByteBuffer page = ByteBuffer.allocate(this.pageSize);
		try (FileChannel source = FileChannel.open(sound, StandardOpenOption.READ)) {
			source.read(page, 0);
		}
		write(page.clear().putLong(32, 0), 0);
		finishHeader();
	}

	private void finishHeader() throws IOException {
		if (this.image.size() < this.pageSize) {
			return;
		}
		ByteBuffer header = ByteBuffer.allocate(100);
		this.image.read(header, 0);
		header.putShort(18, (short) 0x0101);
		header.putInt(28, (int) (this.image.size() / this.pageSize));
		header.putInt(92, header.getInt(24));
		write(header.clear(), 0);
	}

	private void write(ByteBuffer content, long at) throws IOException {
		ByteBuffer left = content.duplicate();
		for (long to = at; left.hasRemaining();) {
			to += this.image.write(left, to);
		}
	}

	@Override
	public void close() throws IOException {
		this.image.close();
	}

}
