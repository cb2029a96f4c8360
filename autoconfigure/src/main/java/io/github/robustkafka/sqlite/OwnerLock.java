package io.github.robustkafka.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import io.github.robustkafka.RobustKafkaStartException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one store of one process the owner of a database file, by a lock on a file beside
 * it. The operating system takes the lock back when the process dies; the file stays.
 * <p>
 * Two traps are avoided. POSIX drops all locks of a process on a file when the process
 * closes any descriptor of it: so the database file itself is never opened from Java, and
 * the lock file is opened only by the one store of this JVM that is entered in the system
 * properties, which other class loaders see too.
 */
final class OwnerLock implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(OwnerLock.class);

	private static final String PROPERTY_PREFIX = "io.github.robustkafka.owner:";

	private final String property;

	private final FileChannel channel;

	private OwnerLock(String property, FileChannel channel) {
		this.property = property;
		this.channel = channel;
	}

	/**
	 * Takes the lock.
	 * @param kind what the file is for
	 * @param database the database file, in an existing directory
	 * @return the lock, to be closed when the file is no longer used
	 * @throws IOException if the lock file cannot be written
	 */
	static OwnerLock take(DatabaseKind kind, Path database) throws IOException {
		Path file = database.resolveSibling(database.getFileName() + ".lock");
		Path directory = database.getParent();
		String property = PROPERTY_PREFIX
				+ ((directory != null) ? directory.toRealPath().resolve(file.getFileName()) : file);
		if (System.getProperties().putIfAbsent(property, "owned") != null) {
			throw owned(kind, database, "another " + kind.word() + " of this process");
		}
		FileChannel channel = null;
		try {
			channel = open(file);
			lock(kind, channel, database, file);
			return new OwnerLock(property, channel);
		}
		catch (IOException | RuntimeException ex) {
			release(property, channel);
			throw ex;
		}
	}

	private static FileChannel open(Path file) throws IOException {
		OwnerOnly.createFile(file);
		return FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
	}

	private static void lock(DatabaseKind kind, FileChannel channel, Path database, Path file) throws IOException {
		if (tryLock(channel) == null) {
			throw owned(kind, database, "process " + ownerIn(file));
		}
		channel.truncate(0);
		channel.write(StandardCharsets.UTF_8.encode(Long.toString(ProcessHandle.current().pid())));
	}

	private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
		try {
			return channel.tryLock();
		}
		catch (OverlappingFileLockException ex) {
			return null;
		}
	}

	/**
	 * The process id that the owner wrote into the lock file; only to be shown.
	 */
	private static String ownerIn(Path file) {
		try {
			return StandardCharsets.UTF_8.decode(ByteBuffer.wrap(Files.readAllBytes(file))).toString();
		}
		catch (IOException ex) {
			return "unknown";
		}
	}

	private static RobustKafkaStartException owned(DatabaseKind kind, Path database, String owner) {
		return new RobustKafkaStartException("The " + kind.word() + " '" + database + "' is in use by " + owner + ".",
				"Give each application instance a '" + kind.pathKey() + "' of its own, or stop the other one.");
	}

	@Override
	public void close() {
		release(this.property, this.channel);
	}

	private static void release(String property, @Nullable FileChannel channel) {
		try {
			if (channel != null) {
				channel.close();
			}
		}
		catch (IOException ex) {
			logger.warn("The lock on a database file was not given up in good order", ex);
		}
		finally {
			System.clearProperty(property);
		}
	}

}
