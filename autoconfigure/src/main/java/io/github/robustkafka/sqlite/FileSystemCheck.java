package io.github.robustkafka.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

import io.github.robustkafka.RobustKafkaStartException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows on which file systems a database file is safe. SQLite's write-ahead log needs
 * shared memory and working locks, which network file systems do not have.
 */
final class FileSystemCheck {

	private static final Logger logger = LoggerFactory.getLogger(FileSystemCheck.class);

	private static final Set<String> NETWORK = Set.of("9p", "afs", "beegfs", "ceph", "cifs", "fuse.ceph-fuse",
			"fuse.gcsfuse", "fuse.glusterfs", "fuse.juicefs", "fuse.rclone", "fuse.s3fs", "fuse.sshfs", "glusterfs",
			"gpfs", "lustre", "vboxsf");

	private static final Set<String> VOLATILE = Set.of("tmpfs", "ramfs", "overlay", "aufs");

	private FileSystemCheck() {
	}

	/**
	 * Refuses a directory on a network, warns of one that does not outlive the machine or
	 * the container when records would be lost with it.
	 * @param kind what the file is for
	 * @param directory an existing directory
	 * @throws IOException if its file system cannot be found out
	 */
	static void check(DatabaseKind kind, Path directory) throws IOException {
		check(kind, directory, Files.getFileStore(directory).type());
	}

	static void check(DatabaseKind kind, Path directory, String type) {
		if (isNetwork(type)) {
			throw new RobustKafkaStartException(
					"The " + kind.word() + " directory '" + directory + "' is on a network file system (" + type
							+ "), where SQLite cannot keep its promises.",
					"Set '" + kind.pathKey() + "' to a file on a disk of this machine.");
		}
		if (kind == DatabaseKind.OUTBOX && isVolatile(type) && !isTemporary(directory)) {
			logger.warn(
					"The outbox directory '{}' is on {}: its records do not survive a restart of the machine "
							+ "or the container. Set 'robust.kafka.outbox.path' to a file on a persistent volume.",
					directory, type);
		}
	}

	static boolean isNetwork(String type) {
		return NETWORK.contains(type) || type.startsWith("nfs") || type.startsWith("smb");
	}

	static boolean isVolatile(String type) {
		return VOLATILE.contains(type);
	}

	private static boolean isTemporary(Path directory) {
		return directory.startsWith(Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath().normalize());
	}

}
