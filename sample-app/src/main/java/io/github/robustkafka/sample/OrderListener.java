package io.github.robustkafka.sample;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/**
 * Prints each order that has arrived through Kafka.
 */
@Component
class OrderListener {

	private static final Logger logger = LoggerFactory.getLogger(OrderListener.class);

	@KafkaListener(topics = Order.TOPIC, groupId = "sample")
	void arrived(ConsumerRecord<String, Order> record) {
		Order order = record.value();
		logger.info("Order {} arrived: {} x {} (key {}, partition {}, offset {})", order.id(), order.quantity(),
				order.item(), record.key(), record.partition(), record.offset());
	}

}
