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

	private final DatabaseKind kind;

	private final Path path;

	private final OwnerLock lock;

	private final @Nullable Object key;

	private DatabaseFile(DatabaseKind kind, Path path, OwnerLock lock, @Nullable Object key) {
		this.kind = kind;
		this.path = path;
		this.lock = lock;
		this.key = key;
	}

	/**
	 * Makes this store the owner of the file, and the file if it does not exist.
	 * @param kind what the file is for
	 * @param path where the file is or is to be
	 * @return the file, to be closed when it is no longer used
	 */
	static DatabaseFile own(DatabaseKind kind, Path path) {
		Path absolute = path.toAbsolutePath().normalize();
		refuseUnfitName(kind, absolute);
		try {
			Path directory = Objects.requireNonNull(absolute.getParent());
			OwnerOnly.createDirectories(directory);
			refuseUnfitFile(kind, absolute);
			FileSystemCheck.check(kind, directory);
			return ownExisting(kind, absolute, OwnerLock.take(kind, absolute));
		}
		catch (IOException ex) {
			throw refused(kind, "'" + absolute + "' cannot be created or written: " + ex + ".",
					"Make sure that this user may write there, or set", ex);
		}
	}

	private static DatabaseFile ownExisting(DatabaseKind kind, Path path, OwnerLock lock) throws IOException {
		try {
			OwnerOnly.createFile(path);
			return new DatabaseFile(kind, path, lock, keyOf(path));
		}
		catch (IOException | RuntimeException ex) {
			lock.close();
			throw ex;
		}
	}

	/**
	 * The driver takes everything behind a question mark for settings.
	 */
	private static void refuseUnfitName(DatabaseKind kind, Path path) {
		if (path.toString().indexOf('?') >= 0) {
			throw refused(kind, "path '" + path + "' contains a '?', which SQLite's driver does not take.", "Set",
					null);
		}
		if (path.getParent() == null) {
			throw refused(kind, "path '" + path + "' is not a file.", "Set", null);
		}
	}

	private static void refuseUnfitFile(DatabaseKind kind, Path path) {
		if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
			String found = Files.isSymbolicLink(path) ? "a symbolic link"
					: Files.isDirectory(path) ? "a directory" : "not a regular file";
			throw refused(kind, "path '" + path + "' is " + found + ", not a file.", "Set", null);
		}
	}

	private static RobustKafkaStartException refused(DatabaseKind kind, String what, String verb,
			@Nullable Throwable cause) {
		return new RobustKafkaStartException("The " + kind.word() + " " + what,
				verb + " '" + kind.pathKey() + "' to a file in a directory that this user may write to.", cause);
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
			throw new StoreException("The " + this.kind.word() + " '" + this.path
					+ "' is no longer there. Put it back; it is looked for again.", ex);
		}
		throw new StoreException("The " + this.kind.word() + " '" + this.path
				+ "' was replaced by another file while it was open. " + "Put it back; it is looked for again.", null);
	}

	/**
	 * The file that takes the place of this one, which was moved away. It has the same
	 * owner; only one of them is to be closed.
	 */
	DatabaseFile renewed() {
		try {
			OwnerOnly.createFile(this.path);
			return new DatabaseFile(this.kind, this.path, this.lock, keyOf(this.path));
		}
		catch (IOException ex) {
			throw refused(this.kind, "'" + this.path + "' cannot be created anew: " + ex + ".",
					"Make sure that this user may write there, or set", ex);
		}
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
