package io.github.robustkafka.proof.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.robustkafka.RobustKafkaHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares what the application wrote down with what is in Kafka.
 */
final class LoadReport {

	private static final Logger logger = LoggerFactory.getLogger(LoadReport.class);

	private final Map<String, Set<LoadLog.Event>> events = new HashMap<>();

	private final Map<String, String> deliveredIds = new HashMap<>();

	private final Map<String, Long> latest = new HashMap<>();

	private final List<String> ghosts = new ArrayList<>();

	private final List<String> otherIds = new ArrayList<>();

	private final List<String> reordered = new ArrayList<>();

	private int duplicates;

	/**
	 * Reads what the application wrote down.
	 */
	static LoadReport of(Path log) {
		try {
			return new LoadReport(Files.readAllLines(log));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	LoadReport(List<String> lines) {
		for (String line : lines) {
			String[] words = line.split(" ");
			String name = words[1] + " " + words[2] + " " + words[3];
			this.events.computeIfAbsent(name, (n) -> EnumSet.noneOf(LoadLog.Event.class))
				.add(LoadLog.Event.valueOf(words[0]));
		}
	}

	/**
	 * Takes the records of a topic, each partition in its order.
	 */
	LoadReport delivered(List<? extends ConsumerRecord<byte[], byte[]>> records) {
		for (ConsumerRecord<byte[], byte[]> record : records) {
			String[] value = new String(record.value()).split(" ");
			String id = new String(record.headers().lastHeader(RobustKafkaHeaders.RECORD_ID).value());
			delivered(record.topic() + " " + value[0] + " " + value[1], id,
					record.topic() + "-" + record.partition() + " " + value[0], Long.parseLong(value[1]));
		}
		return this;
	}

	private void delivered(String name, String id, String lane, long sequence) {
		Set<LoadLog.Event> known = this.events.get(name);
		if (known == null || known.contains(LoadLog.Event.REFUSED)) {
			this.ghosts.add(name);
		}
		String idBefore = this.deliveredIds.putIfAbsent(name, id);
		if (idBefore != null) {
			this.duplicates++;
			if (!idBefore.equals(id)) {
				this.otherIds.add(name);
			}
		}
		else if (this.latest.merge(lane, sequence, Math::max) > sequence) {
			this.reordered.add(name);
		}
	}

	/**
	 * What was accepted and is neither in Kafka nor failed, apart from what Kafka had
	 * acknowledged before it forgot it.
	 */
	private List<String> lost(boolean kafkaForgot) {
		List<String> lost = new ArrayList<>();
		this.events.forEach((name, known) -> {
			boolean excused = known.contains(LoadLog.Event.FAILED)
					|| (kafkaForgot && known.contains(LoadLog.Event.ACKNOWLEDGED));
			if (known.contains(LoadLog.Event.ACCEPTED) && !this.deliveredIds.containsKey(name) && !excused) {
				lost.add(name);
			}
		});
		return lost;
	}

	private long count(LoadLog.Event event) {
		return this.events.values().stream().filter((known) -> known.contains(event)).count();
	}

	int duplicates() {
		return this.duplicates;
	}

	long refused() {
		return count(LoadLog.Event.REFUSED);
	}

	long failed() {
		return count(LoadLog.Event.FAILED);
	}

	/**
	 * Prints one line and fails if anything was lost, made up or put out of order.
	 * @param proof name of the proof
	 * @param fired how often its faults fired
	 * @param kafkaForgot whether Kafka lost what it had acknowledged, on purpose
	 */
	void requireSound(String proof, int fired, boolean kafkaForgot) {
		List<String> lost = lost(kafkaForgot);
		logger.info(
				"PROOF {}: fired {}, sent {}, accepted {}, refused {}, unknown {}, acknowledged {}, failed {}, delivered {}, lost {}, ghosts {}, reordered {}, duplicates {} (with other ids {})",
				proof, fired, this.events.size(), count(LoadLog.Event.ACCEPTED), refused(),
				count(LoadLog.Event.UNKNOWN), count(LoadLog.Event.ACKNOWLEDGED), failed(), this.deliveredIds.size(),
				lost.size(), this.ghosts.size(), this.reordered.size(), this.duplicates, this.otherIds.size());
		assertThat(lost).as("lost").isEmpty();
		assertThat(this.ghosts).as("ghosts").isEmpty();
		assertThat(this.reordered).as("reordered").isEmpty();
		assertThat(this.otherIds).as("copies with another record id").isEmpty();
		assertThat(count(LoadLog.Event.ACCEPTED)).as("enough was sent").isGreaterThan(100);
		this.events.forEach((name, known) -> {
			if (known.contains(LoadLog.Event.ACCEPTED)) {
				assertThat(known).as("told of " + name).containsAnyOf(LoadLog.Event.ACKNOWLEDGED, LoadLog.Event.FAILED);
			}
		});
	}

}
