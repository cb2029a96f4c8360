package io.github.robustkafka.benchmark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.robustkafka.benchmark.measure.Pace;

/**
 * What the command line asks for: names of groups, {@code --quick} for short slices,
 * {@code --check} for a comparison with the floors in short slices,
 * {@code --directory=<path>} for another disk.
 *
 * @param groups names of groups, none for all
 * @param pace how long and how often
 * @param check whether only to compare with the floors
 * @param directory where files are measured and results are written
 */
record Options(List<String> groups, Pace pace, boolean check, Path directory) {

	private static final String QUICK = "--quick";

	private static final String CHECK = "--check";

	private static final String DIRECTORY = "--directory=";

	private static final Pace NORMAL = new Pace(Duration.ofSeconds(24), 7, Duration.ofMillis(1500), 1_000_000);

	private static final Pace SHORTEST = new Pace(Duration.ofSeconds(5), 3, Duration.ofMillis(500), 100_000);

	private static final Pace SHORT = new Pace(Duration.ofSeconds(8), 3, Duration.ofMillis(800), 100_000);

	/**
	 * Reads the command line.
	 * @param args names of groups and options
	 * @return what they mean
	 * @throws IllegalArgumentException if an option is unknown
	 */
	static Options of(String... args) {
		List<String> groups = new ArrayList<>();
		List<String> options = new ArrayList<>();
		Path directory = Path.of("target", "benchmark");
		for (String arg : args) {
			if (arg.startsWith(DIRECTORY)) {
				directory = Path.of(arg.substring(DIRECTORY.length()));
			}
			else {
				(arg.startsWith("-") ? options : groups).add(arg);
			}
		}
		boolean check = options.remove(CHECK);
		boolean quick = options.remove(QUICK);
		if (!options.isEmpty()) {
			throw new IllegalArgumentException(
					"Unknown %s; there are %s, %s and %s<path>".formatted(options, QUICK, CHECK, DIRECTORY));
		}
		return new Options((check && groups.isEmpty()) ? Regression.GROUPS : List.copyOf(groups),
				check ? SHORTEST : quick ? SHORT : NORMAL, check, directory.toAbsolutePath());
	}

	/**
	 * Chooses groups.
	 * @param all all there are
	 * @return those that were named, in the order of all; all if none was named
	 * @throws IllegalArgumentException if a name is unknown
	 */
	List<Group> choose(List<Group> all) {
		List<String> known = all.stream().map(Group::name).toList();
		for (String group : this.groups) {
			if (!known.contains(group)) {
				throw new IllegalArgumentException("Unknown group '%s'; there are %s".formatted(group, known));
			}
		}
		return all.stream().filter((group) -> this.groups.isEmpty() || this.groups.contains(group.name())).toList();
	}

}
