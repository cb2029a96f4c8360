package io.github.robustkafka.retry;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What a record says about itself. Control headers are believed only on retry topics, and
 * there only as far as they are possible: a header with a wrong length counts as absent,
 * an attempt is taken into the range of its topic, and a due time lies no further ahead
 * than the topic's delay.
 *
 * @param chain the chain of its topic
 * @param tier index of its retry topic, or -1 on the main topic
 * @param attempt number of this delivery, from 1
 * @param dueMillis when it may be handled, in milliseconds since the epoch; 0 on the main
 * topic
 * @param origin where it was sent to at first
 */
record Received(TopicChain chain, int tier, int attempt, long dueMillis, Origin origin) {

	static Received of(ConsumerRecord<byte[], byte[]> record, TopicChains chains, long nowMillis) {
		TopicChain chain = chains.of(record.topic());
		int index = chain.tierOf(record.topic());
		Origin here = new Origin(chain.main(), record.partition(), record.offset());
		if (index < 0) {
			return new Received(chain, index, 1, 0, here);
		}
		RetryTier tier = chain.tier(index);
		ControlHeaders headers = new ControlHeaders(record.headers());
		int attempt = (int) Math.max(tier.firstAttempt(),
				Math.min(tier.lastAttempt(), headers.number(ControlHeaders.ATTEMPTS, Integer.BYTES, 0)));
		long latest = nowMillis + longest(chain, tier);
		long due = Math.min(latest, headers.number(ControlHeaders.DUE, Long.BYTES, 0));
		return new Received(chain, index, attempt, Math.max(0, due), headers.origin(chain.main(), here));
	}

	private static long longest(TopicChain chain, RetryTier tier) {
		return (long) (tier.delay().toMillis() * (1 + chain.settings().jitter())) + 1;
	}

	boolean isFirst() {
		return this.tier < 0;
	}

}
