package io.github.robustkafka.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/**
 * One count for each topic, for the first so many topics; what belongs to others is
 * counted together. Safe for use by many threads.
 */
final class TopicCounts {

	private static final String OTHERS = "others";

	private final MeterDescription meter;

	private final int maxTopics;

	private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

	private final List<MeterRegistry> registries = new ArrayList<>();

	TopicCounts(MeterDescription meter, int maxTopics) {
		this.meter = meter;
		this.maxTopics = maxTopics;
	}

	synchronized void bindTo(MeterRegistry registry) {
		this.registries.add(registry);
		this.counts.forEach((topic, count) -> register(registry, topic, count));
	}

	void add(String topic, int records) {
		LongAdder known = this.counts.get(topic);
		((known != null) ? known : countOf(topic)).add(records);
	}

	private synchronized LongAdder countOf(String topic) {
		String tag = (this.counts.size() < this.maxTopics) ? topic : OTHERS;
		return this.counts.computeIfAbsent(tag, (absent) -> {
			LongAdder count = new LongAdder();
			this.registries.forEach((registry) -> register(registry, tag, count));
			return count;
		});
	}

	private void register(MeterRegistry registry, String topic, LongAdder count) {
		this.meter.count(registry, Tags.of("topic", topic), count, LongAdder::sum);
	}

}
