package io.github.robustkafka.benchmark.peers;

/**
 * What peers publish.
 *
 * @param key key of the record
 * @param value value of the record
 */
public record Publication(String key, String value) {
}
