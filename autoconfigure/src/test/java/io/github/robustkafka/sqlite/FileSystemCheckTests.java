package io.github.robustkafka.sqlite;

import java.nio.file.Path;

import io.github.robustkafka.RobustKafkaStartException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link FileSystemCheck}.
 */
@ExtendWith(OutputCaptureExtension.class)
class FileSystemCheckTests {

	private final Path directory = Path.of("/var/lib/app");

	@ParameterizedTest
	@ValueSource(strings = { "nfs", "nfs4", "cifs", "smb", "smb2", "smbfs", "9p", "fuse.sshfs", "ceph", "glusterfs",
			"fuse.glusterfs", "fuse.s3fs" })
	void networkFileSystemIsRefused(String type) {
		assertThatExceptionOfType(RobustKafkaStartException.class)
			.isThrownBy(() -> FileSystemCheck.check(DatabaseKind.OUTBOX, this.directory, type))
			.withMessageContaining("network file system (" + type + ")")
			.satisfies((ex) -> assertThat(ex.action()).contains("'robust.kafka.outbox.path'"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "tmpfs", "ramfs", "overlay" })
	void volatileFileSystemIsWarnedOf(String type, CapturedOutput output) {
		FileSystemCheck.check(DatabaseKind.OUTBOX, this.directory, type);
		assertThat(output).containsOnlyOnce("do not survive a restart").contains("WARN").contains(type);
	}

	@Test
	void temporaryDirectoryIsNotWarnedOf(@TempDir Path temporary, CapturedOutput output) {
		FileSystemCheck.check(DatabaseKind.OUTBOX, temporary, "tmpfs");
		assertThat(output).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "ext4", "xfs", "btrfs", "zfs", "apfs", "NTFS", "ext2/ext3" })
	void localFileSystemIsTaken(String type, CapturedOutput output) {
		FileSystemCheck.check(DatabaseKind.OUTBOX, this.directory, type);
		assertThat(output).isEmpty();
	}

}
