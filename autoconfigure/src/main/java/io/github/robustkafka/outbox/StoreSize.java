package io.github.robustkafka.outbox;

/**
 * How large the store is.
 *
 * @param used bytes of the pages that hold rows, failed ones included
 * @param failed estimated bytes of the failed records
 * @param file bytes of the file, free pages included, without its write-ahead log
 */
public record StoreSize(long used, long failed, long file) {
}
