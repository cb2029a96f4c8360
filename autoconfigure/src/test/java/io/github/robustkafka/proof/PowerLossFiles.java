package io.github.robustkafka.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import java.util.zip.CRC32;

import io.github.robustkafka.proof.WriteLog.Entry;
import org.jspecify.annotations.Nullable;

/**
 * A directory as a loss of power may leave it. What was synced is there. What was not may
 * be there or not, in any order, and of a write any of its sectors. The name of a file is
 * safe when its directory was synced after it was made, not when the file was: a new file
 * may be gone, a removed one may be back.
 */
final class PowerLossFiles {

	/**
	 * What a directory has in the place of content.
	 */
	private static final byte[] DIRECTORY = new byte[0];

	private static final int SECTOR = 512;

	private final Map<String, Name> names = new TreeMap<>();

	private long changes;

	/**
	 * What of the unsynced changes is on the disk.
	 */
	enum Policy {

		/** Nothing. */
		NONE,

		/** All. */
		ALL,

		/** What came before some point. */
		PREFIX,

		/** Any of the changes. */
		SUBSET,

		/** Any sector of any of the changes. */
		TORN

	}

	/**
	 * A file: what is synced, and the changes since.
	 */
	private static final class Content {

		private byte[] synced = new byte[0];

		private final List<Change> unsynced = new ArrayList<>();

	}

	private record Change(long number, Entry entry) {
	}

	/**
	 * A name in a directory: what it led to when the directory was synced, and since.
	 */
	private static final class Name {

		private final List<Version> versions = new ArrayList<>();

		private @Nullable Content current() {
			return this.versions.get(this.versions.size() - 1).content();
		}

	}

	private record Version(long number, @Nullable Content content) {
	}

	/**
	 * Makes the next change.
	 */
	void apply(Entry entry) {
		this.changes++;
		switch (entry.kind()) {
			case 'C' -> lead(entry.path(), new Content());
			case 'M' -> {
				Content directory = new Content();
				directory.synced = DIRECTORY;
				lead(entry.path(), directory);
			}
			case 'U' -> lead(entry.path(), null);
			case 'R' -> {
				lead(entry.text(), content(entry.path()));
				lead(entry.path(), null);
			}
			case 'W', 'T' -> {
				Content content = content(entry.path());
				if (content != null) {
					content.unsynced.add(new Change(this.changes, entry));
				}
			}
			case 'S' -> sync(entry.path());
			default -> {
			}
		}
	}

	private void lead(String path, @Nullable Content content) {
		Name name = this.names.computeIfAbsent(path, (key) -> {
			Name added = new Name();
			added.versions.add(new Version(0, null));
			return added;
		});
		name.versions.add(new Version(this.changes, content));
	}

	private @Nullable Content content(String path) {
		Name name = this.names.get(path);
		return (name != null) ? name.current() : null;
	}

	private void sync(String path) {
		Content content = content(path);
		if (content != null && content.synced != DIRECTORY) {
			content.synced = build(content, (number) -> true, null);
			content.unsynced.clear();
		}
		this.names.forEach((child, name) -> {
			if (child.substring(0, child.lastIndexOf('/')).equals(path)) {
				Version current = name.versions.get(name.versions.size() - 1);
				name.versions.clear();
				name.versions.add(current);
			}
		});
	}

	/**
	 * Which files there are after a loss of power now.
	 */
	Map<String, byte[]> after(Policy policy, Random random) {
		long end = (policy == Policy.PREFIX) ? (long) (random.nextDouble() * this.changes) : this.changes;
		if (policy == Policy.PREFIX) {
			// Most of it is synced; the interesting ends are among the last changes.
			end = Math.max(end, this.changes - random.nextInt(40));
		}
		long last = end;
		double share = random.nextDouble();
		LongPredicate kept = switch (policy) {
			case NONE -> (number) -> false;
			case ALL -> (number) -> true;
			case PREFIX -> (number) -> number <= last;
			case SUBSET, TORN -> (number) -> random.nextDouble() < share;
		};
		Map<String, byte[]> files = new TreeMap<>();
		this.names.forEach((path, name) -> {
			Content content = choose(name, kept);
			boolean hasDirectory = path.lastIndexOf('/') == 0
					|| files.containsKey(path.substring(0, path.lastIndexOf('/')));
			if (content != null && hasDirectory) {
				files.put(path, build(content, kept, (policy == Policy.TORN) ? random : null));
			}
		});
		return files;
	}

	private static @Nullable Content choose(Name name, LongPredicate kept) {
		Version chosen = name.versions.get(0);
		for (Version version : name.versions.subList(1, name.versions.size())) {
			chosen = kept.test(version.number()) ? version : chosen;
		}
		return chosen.content();
	}

	private static byte[] build(Content content, LongPredicate kept, @Nullable Random tearing) {
		if (content.synced == DIRECTORY) {
			return DIRECTORY;
		}
		byte[] bytes = content.synced.clone();
		for (Change change : content.unsynced) {
			Entry entry = change.entry();
			if (entry.kind() == 'T') {
				bytes = kept.test(change.number()) ? Arrays.copyOf(bytes, (int) entry.length()) : bytes;
			}
			else if (tearing == null) {
				bytes = kept.test(change.number()) ? write(bytes, entry, 0, entry.data().length) : bytes;
			}
			else {
				bytes = tear(bytes, change, kept);
			}
		}
		return bytes;
	}

	/**
	 * Writes some of the sectors. Sectors are those of the file, not of the write.
	 */
	private static byte[] tear(byte[] bytes, Change change, LongPredicate kept) {
		byte[] torn = bytes;
		Entry entry = change.entry();
		int from = 0;
		while (from < entry.data().length) {
			int left = SECTOR - (int) ((entry.offset() + from) % SECTOR);
			int to = Math.min(entry.data().length, from + left);
			torn = kept.test(change.number()) ? write(torn, entry, from, to) : torn;
			from = to;
		}
		return torn;
	}

	private static byte[] write(byte[] bytes, Entry entry, int from, int to) {
		int end = (int) entry.offset() + to;
		byte[] written = (end > bytes.length) ? Arrays.copyOf(bytes, end) : bytes;
		System.arraycopy(entry.data(), from, written, (int) entry.offset() + from, to - from);
		return written;
	}

	/**
	 * Writes the files into a directory.
	 * @param files what {@link #after} returned
	 * @param root where to
	 */
	static void write(Map<String, byte[]> files, Path root) throws IOException {
		for (Map.Entry<String, byte[]> file : files.entrySet()) {
			Path path = root.resolve(file.getKey().substring(1));
			if (file.getValue() == DIRECTORY) {
				Files.createDirectory(path);
			}
			else {
				Files.write(path, file.getValue());
			}
		}
	}

	/**
	 * A number that tells different states apart.
	 */
	static long fingerprint(Map<String, byte[]> files) {
		CRC32 content = new CRC32();
		long lengths = 0;
		for (Map.Entry<String, byte[]> file : files.entrySet()) {
			content.update(file.getKey().getBytes());
			content.update(file.getValue());
			lengths = 31 * lengths + file.getValue().length;
		}
		return (lengths << 32) ^ content.getValue();
	}

}
