package io.github.robustkafka.autoconfigure.topics;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;

import org.springframework.kafka.core.KafkaAdmin;

/**
 * An admin whose attempts to create topics end as the test says, without a broker.
 */
class BrokerlessAdmin extends KafkaAdmin {

	final AtomicInteger attempts = new AtomicInteger();

	volatile boolean works;

	volatile List<NewTopic> topics = List.of(new NewTopic("orders", 1, (short) 1));

	volatile String thread = "";

	BrokerlessAdmin(String servers) {
		super(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, servers));
	}

	@Override
	protected Collection<NewTopic> newTopics() {
		this.thread = Thread.currentThread().getName();
		this.attempts.incrementAndGet();
		return this.works ? List.of() : this.topics;
	}

	@Override
	protected Admin createAdmin() {
		throw new IllegalStateException("Kafka refuses");
	}

}
