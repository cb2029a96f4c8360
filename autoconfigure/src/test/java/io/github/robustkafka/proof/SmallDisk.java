package io.github.robustkafka.proof;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A small file system of its own, mounted while it is open. That takes the rights of
 * root.
 */
final class SmallDisk implements AutoCloseable {

	private final Path point;

	private SmallDisk(Path point) {
		this.point = point;
	}

	/**
	 * A file system in memory.
	 */
	static SmallDisk tmpfs(Path directory, String size) throws IOException, InterruptedException {
		Path point = Files.createDirectories(directory.resolve("tmpfs"));
		run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", point.toString());
		return new SmallDisk(point);
	}

	/**
	 * A journaling file system in a file.
	 */
	static SmallDisk ext4(Path directory, String size) throws IOException, InterruptedException {
		Path point = Files.createDirectories(directory.resolve("ext4"));
		Path image = directory.resolve("ext4.img");
		run("truncate", "-s", size, image.toString());
		run("mkfs.ext4", "-q", "-F", image.toString());
		run("mount", "-o", "loop", image.toString(), point.toString());
		return new SmallDisk(point);
	}

	Path point() {
		return this.point;
	}

	static void run(String... command) throws IOException, InterruptedException {
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			if (process.waitFor() != 0) {
				throw new IllegalStateException("'%s' failed: %s. %s".formatted(List.of(command), said, needs()));
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException("'%s' cannot be run. %s".formatted(List.of(command), needs()), ex);
		}
	}

	private static String needs() {
		return "The proofs with full disks mount small file systems: run them as root (in a container with "
				+ "--privileged), with the programs mount, mkfs.ext4 (package e2fsprogs) and prlimit (util-linux).";
	}

	@Override
	public void close() throws IOException, InterruptedException {
		run("umount", this.point.toString());
	}

}
