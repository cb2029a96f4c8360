package io.github.robustkafka.outbox;

/**
 * The oldest pending record of a topic.
 *
 * @param topic name of the topic
 * @param oldestPosition position of its oldest pending record
 * @param oldestAppendedAt when that was appended, in milliseconds since the epoch
 */
public record TopicBacklog(String topic, long oldestPosition, long oldestAppendedAt) {
}
