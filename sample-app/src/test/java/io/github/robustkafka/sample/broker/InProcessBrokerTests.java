package io.github.robustkafka.sample.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link InProcessBroker}.
 */
class InProcessBrokerTests {

	private static final String TOPIC = "letters";

	private final List<InProcessBroker> brokers = new ArrayList<>();

	@TempDir
	private Path folder;

	@AfterEach
	void stopBrokers() {
		this.brokers.forEach(InProcessBroker::stop);
	}

	@Test
	void keepsRecordsAndPortWhenStoppedAndStarted() throws Exception {
		InProcessBroker broker = broker(0, "kafka");
		String address = broker.address();
		broker.start();
		send(address, "a", "b");
		broker.stop();
		assertThat(broker.isRunning()).isFalse();
		broker.start();
		assertThat(broker.isRunning()).isTrue();
		send(address, "c");
		assertThat(broker.address()).isEqualTo(address);
		assertThat(receive(address, 3)).containsExactlyInAnyOrder("a", "b", "c");
	}

	@Test
	void anotherBrokerFindsTheDataOfOneThatStopped() throws Exception {
		InProcessBroker first = broker(0, "kafka");
		first.start();
		send(first.address(), "a");
		first.stop();
		InProcessBroker second = broker(0, "kafka");
		second.start();
		assertThat(receive(second.address(), 1)).containsExactly("a");
	}

	@Test
	void startingOrStoppingTwiceChangesNothing() {
		InProcessBroker broker = broker(0, "kafka");
		broker.stop();
		broker.start();
		broker.start();
		assertThat(broker.isRunning()).isTrue();
		broker.stop();
		broker.stop();
		assertThat(broker.isRunning()).isFalse();
	}

	@Test
	void tellsAtOnceWhetherItRunsAlsoWhileItStartsOrStops() {
		InProcessBroker broker = broker(0, "kafka");
		synchronized (broker) {
			assertThat(CompletableFuture.supplyAsync(broker::isRunning)).succeedsWithin(Duration.ofSeconds(10))
				.isEqualTo(false);
		}
	}

	@Test
	void whenItsPortIsTakenThenItDoesNotStartAndNamesTheProperty() throws IOException {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			InProcessBroker broker = broker(taken.getLocalPort(), "kafka");
			assertThatExceptionOfType(ResourceTakenException.class).isThrownBy(broker::start)
				.withMessageContaining(broker.address())
				.satisfies((ex) -> assertThat(ex.getProperty()).isEqualTo("sample.broker.port"));
			assertThat(broker.isRunning()).isFalse();
		}
	}

	@Test
	void whenItsFolderIsInUseThenItDoesNotStartAndNamesTheProperty() throws Exception {
		InProcessBroker first = broker(0, "kafka");
		first.start();
		InProcessBroker second = broker(0, "kafka");
		assertThatExceptionOfType(ResourceTakenException.class).isThrownBy(second::start)
			.withMessageContaining(this.folder.resolve("kafka").toString())
			.satisfies((ex) -> assertThat(ex.getProperty()).isEqualTo("sample.broker.data"));
		send(first.address(), "still works");
	}

	private InProcessBroker broker(int port, String subfolder) {
		InProcessBroker broker = new InProcessBroker(new BrokerProperties(port, 0, this.folder.resolve(subfolder)));
		this.brokers.add(broker);
		return broker;
	}

	private static void send(String address, String... values) throws Exception {
		Map<String, Object> configuration = Map.of("bootstrap.servers", address);
		try (KafkaProducer<String, String> producer = new KafkaProducer<>(configuration, new StringSerializer(),
				new StringSerializer())) {
			for (String value : values) {
				producer.send(new ProducerRecord<>(TOPIC, value)).get(30, TimeUnit.SECONDS);
			}
		}
	}

	private static List<String> receive(String address, int count) {
		Map<String, Object> configuration = Map.of("bootstrap.servers", address, "group.id", "readers",
				"auto.offset.reset", "earliest");
		List<String> received = new ArrayList<>();
		try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(configuration, new StringDeserializer(),
				new StringDeserializer())) {
			consumer.subscribe(List.of(TOPIC));
			await().atMost(Duration.ofSeconds(30)).until(() -> {
				consumer.poll(Duration.ofMillis(200)).forEach((record) -> received.add(record.value()));
				return received.size() >= count;
			});
		}
		return received;
	}

}
