package io.github.robustkafka.proof;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import io.github.robustkafka.proof.PowerLossFiles.Policy;
import io.github.robustkafka.proof.WriteLog.Entry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that {@link PowerLossFiles} loses what a loss of power may take, and nothing
 * else.
 */
class PowerLossFilesTests {

	private final PowerLossFiles files = new PowerLossFiles();

	private final Random random = new Random(7);

	private void apply(char kind, String path, long number, String data) {
		this.files.apply(new Entry(kind, path, number, number, data.getBytes(StandardCharsets.UTF_8)));
	}

	private void make(String path) {
		apply('C', path, 0, "");
	}

	private void write(String path, int offset, String data) {
		apply('W', path, offset, data);
	}

	private void sync(String path) {
		apply('S', path, 0, "");
	}

	private String content(Policy policy, String path) {
		byte[] content = this.files.after(policy, this.random).get(path);
		return (content != null) ? new String(content, StandardCharsets.UTF_8) : null;
	}

	private Set<String> contents(Policy policy, String path) {
		Set<String> found = new HashSet<>();
		for (int i = 0; i < 200; i++) {
			found.add(String.valueOf(content(policy, path)));
		}
		return found;
	}

	@Test
	void whatWasSyncedStays() {
		make("/a");
		write("/a", 0, "one");
		sync("/a");
		sync("");
		write("/a", 0, "two");
		assertThat(content(Policy.NONE, "/a")).isEqualTo("one");
		assertThat(content(Policy.ALL, "/a")).isEqualTo("two");
	}

	@Test
	void newFileIsGoneUnlessItsDirectoryWasSynced() {
		make("/a");
		write("/a", 0, "one");
		sync("/a");
		assertThat(content(Policy.NONE, "/a")).isNull();
		sync("");
		assertThat(content(Policy.NONE, "/a")).isEqualTo("one");
	}

	@Test
	void fileInADirectoryThatIsGoneIsGone() {
		apply('M', "/d", 0, "");
		make("/d/a");
		sync("/d/a");
		sync("/d");
		assertThat(content(Policy.NONE, "/d/a")).isNull();
		sync("");
		assertThat(content(Policy.NONE, "/d/a")).isEmpty();
	}

	@Test
	void removedFileIsBackUnlessItsDirectoryWasSynced() {
		make("/a");
		sync("/a");
		sync("");
		apply('U', "/a", 0, "");
		assertThat(content(Policy.NONE, "/a")).isEmpty();
		sync("");
		assertThat(content(Policy.NONE, "/a")).isNull();
	}

	@Test
	void unsyncedWritesAreLostInAnyOrder() {
		make("/a");
		write("/a", 0, "..");
		sync("/a");
		sync("");
		write("/a", 0, "x");
		write("/a", 1, "y");
		assertThat(contents(Policy.SUBSET, "/a")).containsExactlyInAnyOrder("..", "x.", ".y", "xy");
		assertThat(contents(Policy.PREFIX, "/a")).containsExactlyInAnyOrder("..", "x.", "xy");
	}

	@Test
	void aWriteIsTornAtSectors() {
		make("/a");
		write("/a", 0, ".".repeat(1024));
		sync("/a");
		sync("");
		write("/a", 0, "x".repeat(1024));
		String old = ".".repeat(512);
		String young = "x".repeat(512);
		assertThat(contents(Policy.TORN, "/a")).containsExactlyInAnyOrder(old + old, old + young, young + old,
				young + young);
	}

	@Test
	void syncOfOneFileIsNoneOfAnother() {
		make("/a");
		make("/b");
		sync("");
		write("/b", 0, "b");
		sync("/a");
		Map<String, byte[]> left = this.files.after(Policy.NONE, this.random);
		assertThat(left.get("/b")).isEmpty();
	}

}
