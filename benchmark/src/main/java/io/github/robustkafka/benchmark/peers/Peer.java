package io.github.robustkafka.benchmark.peers;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;

import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.transaction.support.TransactionTemplate;

import io.github.robustkafka.benchmark.work.CallersWorkload;
import io.github.robustkafka.benchmark.work.Unacknowledged;

/**
 * An application with another outbox, its database a file on the disk that is measured.
 * Callers publish in a transaction each. Peers take more than they publish, so no more
 * than 500 records may be unacknowledged.
 */
final class Peer implements AutoCloseable, CallersWorkload.Call {

	private static final int MOST_UNACKNOWLEDGED = 500;

	private final Semaphore room = new Semaphore(MOST_UNACKNOWLEDGED);

	private final ConfigurableApplicationContext context;

	private final TransactionTemplate transaction;

	private final Publisher publisher;

	private volatile @Nullable Unacknowledged records;

	private Peer(Class<?> application, Map<String, Object> settings) {
		this.context = new SpringApplicationBuilder(application).registerShutdownHook(false)
			.properties(settings)
			.initializers((context) -> context.getBeanFactory().registerSingleton("peer", this))
			.run();
		this.transaction = this.context.getBean(TransactionTemplate.class);
		this.publisher = this.context.getBean(Publisher.class);
	}

	/**
	 * Starts the application.
	 * @param name a word in the package of the peer
	 * @param application its configuration class
	 * @param address where the broker is
	 * @param directory where the database is
	 * @param tuned settings that the peer's documentation advises
	 * @return the running application
	 */
	static Peer start(String name, Class<?> application, String address, Path directory, Map<String, Object> tuned) {
		Map<String, Object> settings = new HashMap<>();
		settings.put(PeersFilter.PEER, name);
		settings.put("robust.kafka.enabled", false);
		settings.put("spring.kafka.bootstrap-servers", address);
		settings.put("spring.kafka.producer.acks", "all");
		settings.put("spring.kafka.producer.properties.linger.ms", 0);
		settings.put("spring.kafka.producer.key-serializer", StringSerializer.class.getName());
		settings.put("spring.kafka.producer.value-serializer", StringSerializer.class.getName());
		settings.put("spring.datasource.url", "jdbc:h2:file:" + directory.resolve(name).toAbsolutePath());
		settings.put("spring.datasource.hikari.maximum-pool-size", 32);
		settings.putAll(tuned);
		return new Peer(application, settings);
	}

	@Override
	public void send(byte[] key, byte[] value, Unacknowledged acknowledged) throws Exception {
		this.records = acknowledged;
		this.room.acquire();
		Publication publication = new Publication(new String(key, StandardCharsets.US_ASCII),
				new String(value, StandardCharsets.US_ASCII));
		this.transaction.executeWithoutResult((status) -> this.publisher.publish(publication));
	}

	/**
	 * Is called by the applications when the broker has answered.
	 * @param failure what the record failed with, or null
	 */
	void acknowledged(@Nullable Throwable failure) {
		this.room.release();
		Unacknowledged present = this.records;
		if (present != null) {
			present.acknowledged(failure);
		}
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * How the application publishes, inside a transaction.
	 */
	interface Publisher {

		void publish(Publication publication);

	}

}
