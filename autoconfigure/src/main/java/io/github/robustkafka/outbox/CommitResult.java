package io.github.robustkafka.outbox;

import java.util.Set;

/**
 * What a commit changed. A change whose record was no longer in the expected state
 * changes nothing and is not counted.
 *
 * @param appended rows appended
 * @param acknowledged pending rows acknowledged
 * @param failed pending rows failed
 * @param retried positions that failed rows had before they were made pending
 * @param discarded positions of failed rows that were deleted
 */
public record CommitResult(int appended, int acknowledged, int failed, Set<Long> retried, Set<Long> discarded) {

	/**
	 * Makes the result of a commit that changed nothing.
	 * @return the result
	 */
	public static CommitResult nothing() {
		return new CommitResult(0, 0, 0, Set.of(), Set.of());
	}

}
