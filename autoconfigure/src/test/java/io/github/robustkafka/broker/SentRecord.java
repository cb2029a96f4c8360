package io.github.robustkafka.broker;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Which record it is, for the comparison of what was sent with what is in the topic.
 *
 * @param key key of the record, as text
 * @param sequence a number that no other record of this key has
 */
public record SentRecord(@Nullable String key, long sequence) {

	private static final Pattern FIRST_NUMBER = Pattern.compile("\\d+");

	/**
	 * Recognizes a record whose key is text and whose value is text with the sequence as
	 * its first number, such as {@code 17}, {@code "order 17"} or {@code {"id":17}}.
	 * @param record a record of a topic
	 * @return which one it is; sequence -1 when the value has no number
	 */
	public static SentRecord of(ConsumerRecord<byte @Nullable [], byte @Nullable []> record) {
		String key = text(record.key());
		String value = text(record.value());
		Matcher number = FIRST_NUMBER.matcher((value != null) ? value : "");
		return new SentRecord(key, number.find() ? Long.parseLong(number.group()) : -1);
	}

	private static @Nullable String text(byte @Nullable [] bytes) {
		return (bytes != null) ? new String(bytes, StandardCharsets.UTF_8) : null;
	}

}
