package io.github.robustkafka.test.app;

import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

import io.github.robustkafka.listener.RobustListener;
import io.github.robustkafka.test.app.ExampleApplication.Stock;

/**
 * Sends a record, and has listeners that a test must not start.
 */
@Component
public class StockSender {

	private final KafkaTemplate<String, Stock> kafka;

	StockSender(KafkaTemplate<String, Stock> kafka) {
		this.kafka = kafka;
	}

	public void send(Stock stock) {
		this.kafka.send("stock", stock.item(), stock);
	}

	@KafkaListener(id = "plain", topics = "stock")
	void plain(Stock stock) {
	}

	@RobustListener(id = "robust", topics = "stock")
	void robust(Stock stock) {
	}

}
