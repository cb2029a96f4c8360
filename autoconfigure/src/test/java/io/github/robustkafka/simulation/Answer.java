package io.github.robustkafka.simulation;

import java.util.List;

/**
 * What the cluster says to a batch.
 *
 * @param verdict what became of it
 * @param offset offset of its first record, if it was taken
 * @param culprits which of its records are to blame, if it was refused as malformed
 */
record Answer(Verdict verdict, long offset, List<Integer> culprits) {

	/**
	 * What became of a batch.
	 */
	enum Verdict {

		TAKEN, TRY_AGAIN, OUT_OF_SEQUENCE, TOO_LARGE, MALFORMED, NOT_AUTHORIZED

	}

	static Answer of(Verdict verdict) {
		return new Answer(verdict, -1, List.of());
	}

	static Answer taken(long offset) {
		return new Answer(Verdict.TAKEN, offset, List.of());
	}

	static Answer malformed(List<Integer> culprits) {
		return new Answer(Verdict.MALFORMED, -1, culprits);
	}

}
