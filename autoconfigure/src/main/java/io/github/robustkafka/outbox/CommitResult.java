package io.github.robustkafka.outbox;

/**
 * How many rows a commit changed. A change whose record was no longer in the expected
 * state changes nothing and is not counted.
 *
 * @param appended rows appended
 * @param acknowledged pending rows acknowledged
 * @param failed pending rows failed
 * @param retried failed rows made pending
 * @param discarded failed rows deleted
 */
public record CommitResult(int appended, int acknowledged, int failed, int retried, int discarded) {
}
