package io.github.robustkafka.proof;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the log that the library of faults writes: changes of files, and answers.
 */
final class WriteLog {

	private WriteLog() {
	}

	static List<Entry> read(Path file) throws IOException {
		ByteBuffer log = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
		List<Entry> entries = new ArrayList<>();
		while (log.hasRemaining()) {
			char kind = (char) log.getInt();
			int pathLength = log.getInt();
			long offset = log.getLong();
			long length = log.getLong();
			String path = new String(take(log, pathLength), StandardCharsets.UTF_8);
			boolean hasData = "WAURM".indexOf(kind) >= 0;
			entries.add(new Entry(kind, path, offset, length, hasData ? take(log, (int) length) : new byte[0]));
		}
		return entries;
	}

	private static byte[] take(ByteBuffer log, int length) {
		byte[] bytes = new byte[length];
		log.get(bytes);
		return bytes;
	}

	/**
	 * Something that happened.
	 *
	 * @param kind W write, T truncate, S sync, C create, U unlink, R rename, M make a
	 * directory, A answer
	 * @param path the file, below the directory that was watched, with a slash before it
	 * @param offset where a write begins
	 * @param length how long the file is after a truncate
	 * @param data what was written, the new path, or the answer
	 */
	record Entry(char kind, String path, long offset, long length, byte[] data) {

		String text() {
			return new String(this.data, StandardCharsets.UTF_8);
		}

	}

}
