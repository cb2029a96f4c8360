package io.github.robustkafka.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

import io.github.robustkafka.RobustKafkaStartException;
import io.github.robustkafka.outbox.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * The database file as the file system sees it: made by us before SQLite opens it, for
 * its owner only, and the same file as long as the store is open.
 */
final class DatabaseFile implements AutoCloseable {

	private final Path path;

	private final OwnerLock lock;

	private final @Nullable Object key;

	private DatabaseFile(Path path, OwnerLock lock, @Nullable Object key) {
		this.path = path;
		this.lock = lock;
		this.key = key;
	}

	/**
	 * Makes this store the owner of the file, and the file if it does not exist.
	 * @param path where the file is or is to be
	 * @return the file, to be closed when it is no longer used
	 */
	static DatabaseFile own(Path path) {
		Path absolute = path.toAbsolutePath().normalize();
		refuseUnfitName(absolute);
		try {
			Path directory = Objects.requireNonNull(absolute.getParent());
			OwnerOnly.createDirectories(directory);
			refuseUnfitFile(absolute);
			FileSystemCheck.check(directory);
			return ownExisting(absolute, OwnerLock.take(absolute));
		}
		catch (IOException ex) {
			throw refused("The outbox '" + absolute + "' cannot be created or written: " + ex + ".",
					"Make sure that this user may write there, or set", ex);
		}
	}

	private static DatabaseFile ownExisting(Path path, OwnerLock lock) throws IOException {
		try {
			OwnerOnly.createFile(path);
			return new DatabaseFile(path, lock, keyOf(path));
		}
		catch (IOException | RuntimeException ex) {
			lock.close();
			throw ex;
		}
	}

	/**
	 * The driver takes everything behind a question mark for settings.
	 */
	private static void refuseUnfitName(Path path) {
		if (path.toString().indexOf('?') >= 0) {
			throw refused("The outbox path '" + path + "' contains a '?', which SQLite's driver does not take.", "Set",
					null);
		}
		if (path.getParent() == null) {
			throw refused("The outbox path '" + path + "' is not a file.", "Set", null);
		}
	}

	private static void refuseUnfitFile(Path path) {
		if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
			String found = Files.isSymbolicLink(path) ? "a symbolic link"
					: Files.isDirectory(path) ? "a directory" : "not a regular file";
			throw refused("The outbox path '" + path + "' is " + found + ", not a file.", "Set", null);
		}
	}

	private static RobustKafkaStartException refused(String message, String verb, @Nullable Throwable cause) {
		return new RobustKafkaStartException(message,
				verb + " 'robust.kafka.outbox.path' to a file in a directory that this user may write to.", cause);
	}

	/**
	 * The absolute path of the file.
	 */
	Path path() {
		return this.path;
	}

	/**
	 * Checks that the path still leads to the file that was owned, not to nothing or to
	 * another file: opening that would look like an empty outbox.
	 * @throws StoreException if it does not
	 */
	void requireSame() {
		try {
			if (Objects.equals(this.key, keyOf(this.path))) {
				return;
			}
		}
		catch (IOException ex) {
			throw new StoreException(
					"The outbox '" + this.path + "' is no longer there. Put it back; it is " + "looked for again.", ex);
		}
		throw new StoreException("The outbox '" + this.path + "' was replaced by another file while it was open. "
				+ "Put it back; it is looked for again.", null);
	}

	/**
	 * How many bytes the write-ahead log has, 0 if there is none.
	 */
	long walSize() {
		return this.path.resolveSibling(this.path.getFileName() + "-wal").toFile().length();
	}

	private static @Nullable Object keyOf(Path path) throws IOException {
		return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
	}

	/**
	 * Gives up the ownership.
	 */
	@Override
	public void close() {
		this.lock.close();
	}

}
