package io.github.robustkafka.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/**
 * Damage to one file.
 *
 * @param kind what kind
 * @param suffix which file: of the database, or of its write-ahead log
 * @param offset where
 * @param mask which bits are flipped there
 */
record Mutation(Kind kind, String suffix, long offset, int mask) {

	static final String DATABASE = "";

	static final String LOG = "-wal";

	/**
	 * Kinds of damage.
	 */
	enum Kind {

		/** Some bits of a byte are flipped. */
		FLIP,

		/** The file ends there. */
		CUT

	}

	/**
	 * Some damage in one of so many equal parts of a file, anywhere in that part.
	 */
	static Mutation in(Kind kind, Path file, String suffix, int part, int parts, Random random) throws IOException {
		long size = Files.size(of(file, suffix));
		long from = part * size / parts;
		long to = Math.max(from + 1, (part + 1) * size / parts);
		long offset = from + (long) (random.nextDouble() * (to - from));
		// One bit in half of the cases, any bits in the other half.
		int mask = random.nextBoolean() ? 1 << random.nextInt(8) : 1 + random.nextInt(255);
		// A file of nothing cannot be told from a new one.
		return new Mutation(kind, suffix, (kind == Kind.CUT) ? Math.max(1, offset) : offset, mask);
	}

	private static Path of(Path file, String suffix) {
		return file.resolveSibling(file.getFileName() + suffix);
	}

	void apply(Path file) throws IOException {
		Path damaged = of(file, this.suffix);
		byte[] content = Files.readAllBytes(damaged);
		if (this.kind == Kind.CUT) {
			content = Arrays.copyOf(content, (int) this.offset);
		}
		else {
			content[(int) this.offset] ^= (byte) this.mask;
		}
		Files.write(damaged, content);
	}

}
