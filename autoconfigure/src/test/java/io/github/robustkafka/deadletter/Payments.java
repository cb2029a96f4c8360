package io.github.robustkafka.deadletter;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import io.github.robustkafka.listener.RobustListener;

/**
 * Two listeners of one topic: one whose records fail as their values say, until it is
 * healed, and one of another group.
 */
class Payments {

	final List<ConsumerRecord<String, String>> handled = new CopyOnWriteArrayList<>();

	final List<ConsumerRecord<String, String>> calls = new CopyOnWriteArrayList<>();

	final List<String> audited = new CopyOnWriteArrayList<>();

	volatile boolean healed;

	@RobustListener(id = "payments", topics = "${test.topic}", groupId = "${test.group}")
	void charge(ConsumerRecord<String, String> order) {
		this.calls.add(order);
		if (!this.healed && order.value().startsWith("poor")) {
			throw new IllegalStateException("no funds");
		}
		if (!this.healed && order.value().startsWith("bad")) {
			throw new IllegalArgumentException("no amount");
		}
		this.handled.add(order);
	}

	@RobustListener(id = "audit", topics = "${test.topic}", groupId = "${test.group}-audit")
	void audit(String order) {
		this.audited.add(order);
	}

	List<String> handledValues() {
		return this.handled.stream().map(ConsumerRecord::value).toList();
	}

}
