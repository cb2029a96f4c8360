package io.github.robustkafka.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryFlag;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes files and directories that only their owner can read. What exists already keeps
 * the permissions it has. SQLite gives the files it makes itself ({@code -wal},
 * {@code -shm}) the permissions of the database file.
 */
final class OwnerOnly {

	private static final Logger logger = LoggerFactory.getLogger(OwnerOnly.class);

	private OwnerOnly() {
	}

	/**
	 * Makes a directory, and its parents, unless it exists.
	 */
	static void createDirectories(Path directory) throws IOException {
		if (Files.isDirectory(directory)) {
			return;
		}
		Path parent = directory.getParent();
		if (parent != null) {
			createDirectories(parent);
		}
		try {
			Files.createDirectory(directory, permissions(directory, "rwx------"));
		}
		catch (FileAlreadyExistsException ex) {
			if (!Files.isDirectory(directory)) {
				throw ex;
			}
		}
		restrict(directory, EnumSet.of(AclEntryFlag.FILE_INHERIT, AclEntryFlag.DIRECTORY_INHERIT));
		syncDirectory(parent);
	}

	/**
	 * Makes an empty file unless it exists, for good: its name is on the disk when this
	 * returns.
	 */
	static void createFile(Path file) throws IOException {
		if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
			return;
		}
		try {
			Files.createFile(file, permissions(file, "rw-------"));
		}
		catch (FileAlreadyExistsException ex) {
			return;
		}
		restrict(file, EnumSet.noneOf(AclEntryFlag.class));
		syncDirectory(file.getParent());
	}

	private static FileAttribute<?>[] permissions(Path path, String permissions) {
		if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
			return new FileAttribute<?>[0];
		}
		return new FileAttribute<?>[] {
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)) };
	}

	/**
	 * The same where there are access control lists instead of POSIX permissions. That
	 * may not be allowed; the outbox works all the same.
	 */
	private static void restrict(Path path, Set<AclEntryFlag> flags) {
		AclFileAttributeView view = Files.getFileAttributeView(path, AclFileAttributeView.class);
		if (view == null) {
			return;
		}
		try {
			view.setAcl(List.of(AclEntry.newBuilder()
				.setType(AclEntryType.ALLOW)
				.setPrincipal(view.getOwner())
				.setPermissions(EnumSet.allOf(AclEntryPermission.class))
				.setFlags(flags)
				.build()));
		}
		catch (IOException | RuntimeException ex) {
			logger.warn("'{}' could not be restricted to its owner, others may be able to read the outbox", path, ex);
		}
	}

	/**
	 * Writes the names in a directory to the disk. Where directories cannot be opened
	 * (Windows), the file system does that by itself.
	 */
	static void syncDirectory(@Nullable Path directory) {
		if (directory == null) {
			return;
		}
		try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
			channel.force(true);
		}
		catch (IOException ex) {
			logger.debug("'{}' could not be synced", directory, ex);
		}
	}

}
