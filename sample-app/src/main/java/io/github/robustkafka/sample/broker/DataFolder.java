package io.github.robustkafka.sample.broker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.jspecify.annotations.Nullable;

/**
 * The folder in which a broker keeps its topics and offsets.
 *
 * @param path absolute path
 */
record DataFolder(Path path) {

	DataFolder {
		path = path.toAbsolutePath().normalize();
	}

	/**
	 * Refuses a folder that a broker uses now. Kafka locks it too, but only after it has
	 * written into the metadata log of the other broker.
	 */
	void requireFree() {
		if (isLocked()) {
			throw new ResourceTakenException(
					"In-process Kafka broker cannot use the folder " + this.path + ": another broker uses it",
					BrokerProperties.DATA, null);
		}
	}

	private boolean isLocked() {
		try {
			Files.createDirectories(this.path);
			try (FileChannel file = openLockFile(); FileLock lock = tryLock(file)) {
				return lock == null;
			}
		}
		catch (IOException ex) {
			throw new ResourceTakenException(
					"In-process Kafka broker cannot write to the folder " + this.path + ": " + ex,
					BrokerProperties.DATA, ex);
		}
	}

	/** Opens the file that Kafka itself locks as long as it runs. */
	private FileChannel openLockFile() throws IOException {
		return FileChannel.open(this.path.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
	}

	private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
		try {
			return file.tryLock();
		}
		catch (OverlappingFileLockException ex) {
			return null;
		}
	}

	@Override
	public String toString() {
		return this.path.toString();
	}

}
