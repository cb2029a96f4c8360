package io.github.robustkafka.benchmark;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.robustkafka.benchmark.report.Finding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Options}.
 */
class OptionsTests {

	private final List<Group> groups = List.of(new NamedGroup("send"), new NamedGroup("listen"),
			new NamedGroup("pipelined"), new NamedGroup("steady"));

	@Test
	void withoutAnythingAllGroupsRunWarmed() {
		Options options = Options.of();
		assertThat(options.choose(this.groups)).isEqualTo(this.groups);
		assertThat(options.pace().warmUp()).hasSeconds(24);
		assertThat(options.pace().many()).isEqualTo(1_000_000);
		assertThat(options.check()).isFalse();
	}

	@Test
	void namedGroupsRunInTheirUsualOrder() {
		assertThat(Options.of("listen", "send").choose(this.groups)).extracting(Group::name)
			.containsExactly("send", "listen");
	}

	@Test
	void quickSlicesAreShorterAndFewer() {
		Options quick = Options.of("send", "--quick");
		assertThat(quick.pace().slice()).isLessThan(Options.of().pace().slice());
		assertThat(quick.pace().rounds()).isLessThan(Options.of().pace().rounds());
	}

	@Test
	void checkChoosesItsGroupsAndIsNoLongerThanQuick() {
		Options check = Options.of("--check");
		assertThat(check.check()).isTrue();
		assertThat(check.pace().warmUp()).isLessThan(Options.of("--quick").pace().warmUp());
		assertThat(check.choose(this.groups)).extracting(Group::name).containsExactly("send", "listen", "pipelined");
	}

	@Test
	void anotherDirectoryIsAbsolute() {
		assertThat(Options.of("--directory=elsewhere").directory()).isAbsolute().endsWithRaw(Path.of("elsewhere"));
	}

	@Test
	void unknownNamesAreRefusedWithWhatThereIs() {
		assertThatIllegalArgumentException().isThrownBy(() -> Options.of("--fast")).withMessageContaining("--quick");
		assertThatIllegalArgumentException().isThrownBy(() -> Options.of("sned").choose(this.groups))
			.withMessageContaining("'sned'")
			.withMessageContaining("steady");
	}

	/**
	 * A group that is never run.
	 */
	private record NamedGroup(String name) implements Group {

		@Override
		public List<Finding> run(Bench bench) {
			throw new AssertionError("Only its name is asked for");
		}

	}

}
