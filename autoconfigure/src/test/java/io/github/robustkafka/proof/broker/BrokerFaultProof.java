package io.github.robustkafka.proof.broker;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.robustkafka.broker.BrokerProcess;
import io.github.robustkafka.broker.TopicReader;
import io.github.robustkafka.broker.Topics;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Brokers and topics that fail while the application sends.
 */
class BrokerFaultProof {

	private static final Predicate<LoadStatus> STUCK = (status) -> status.pending() > 100;

	private static final Predicate<LoadStatus> OBSTACLE = (status) -> status.obstacles().contains("shaky");

	@TempDir
	private Path directory;

	@Test
	void noFaultOfABrokerOrATopicCostsARecord() {
		try (BrokerProcess broker = BrokerProcess.in(this.directory.resolve("broker")).withAuthorizer().start()) {
			Topics topics = broker.topics();
			topics.create("orders", 3);
			int fired;
			try (LoadProcess load = LoadProcess.start(this.directory, broker.bootstrapServers(), "orders,shaky", 0)) {
				LoadedCase faults = new LoadedCase(load).fault("topic missing", () -> {
				}, OBSTACLE, () -> topics.create("shaky", 2));
				faultsOfBroker(faults, broker);
				faultsOfTopic(faults, load, broker);
				fired = faults.fired();
				load.drain();
			}
			LoadReport report = report(broker, "orders", "shaky");
			report.requireSound("broker faults", fired, false);
			assertThat(report.failed()).as("failed for a while").isEqualTo(2);
			assertThat(report.refused()).as("refused for the name of its topic").isEqualTo(1);
		}
	}

	private static void faultsOfBroker(LoadedCase faults, BrokerProcess broker) {
		for (int kill = 1; kill <= 5; kill++) {
			faults.fault("kill " + kill, broker::kill, STUCK, broker::start);
		}
		faults.fault("hanging", broker::pause, STUCK, broker::resume)
			.fault("restart in good order", broker::stop, STUCK, broker::start)
			.fault("quota", () -> quota(broker, 2000.0), STUCK, () -> quota(broker, null));
	}

	private static void faultsOfTopic(LoadedCase faults, LoadProcess load, BrokerProcess broker) {
		Topics topics = broker.topics();
		faults.fault("right revoked", () -> topics.denyWrite("shaky"), OBSTACLE, () -> topics.allowWrite("shaky"))
			.fault("limit of a topic lowered", () -> {
				topics.configure("shaky", "max.message.bytes", "1000");
				load.tell("large shaky 3000");
			}, (status) -> status.failed() == 1, () -> {
				topics.configure("shaky", "max.message.bytes", "1000000");
				load.tell("retry");
				load.await("retried", (status) -> status.failed() == 0);
			})
			.fault("batches over the limit of a topic", () -> {
				topics.configure("shaky", "max.message.bytes", "200");
				load.tell("large shaky 300");
			}, (status) -> status.failed() == 1, () -> {
				topics.configure("shaky", "max.message.bytes", "1000000");
				load.tell("retry");
				load.await("retried", (status) -> status.failed() == 0);
			})
			.fault("invalid topic", () -> load.tell("large no/topic 10"), (status) -> status.failed() == 0, () -> {
			})
			.fault("partitions added", () -> topics.addPartitions("shaky", 5), (status) -> true, () -> {
			});
	}

	private static void quota(BrokerProcess broker, Double bytesPerSecond) {
		ClientQuotaEntity everybody = new ClientQuotaEntity(
				Collections.singletonMap(ClientQuotaEntity.CLIENT_ID, null));
		try (Admin admin = broker.admin()) {
			admin.alterClientQuotas(List.of(new ClientQuotaAlteration(everybody,
					List.of(new ClientQuotaAlteration.Op("producer_byte_rate", bytesPerSecond)))))
				.all()
				.get();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void tooFewReplicasCostNothing() {
		try (BrokerProcess first = BrokerProcess.start(this.directory.resolve("broker"));
				BrokerProcess second = first.joinedBy(this.directory.resolve("second")).start()) {
			first.topics().create(new NewTopic("orders", 2, (short) 2).configs(Map.of("min.insync.replicas", "2")));
			int fired;
			try (LoadProcess load = LoadProcess.start(this.directory, first.bootstrapServers(), "orders", 0)) {
				fired = new LoadedCase(load).fault("not enough replicas", second::stop, STUCK, second::start)
					.fault("replica hanging", second::pause, STUCK, second::resume)
					.fault("replica killed", second::kill, STUCK, second::start)
					.fired();
				load.drain();
			}
			report(first, "orders").requireSound("replica faults", fired, false);
		}
	}

	@Test
	void aTopicOrAClusterThatIsMadeAnewGetsAllThatWasNotAcknowledged() {
		try (BrokerProcess broker = BrokerProcess.start(this.directory.resolve("broker"))) {
			broker.topics().create("shaky", 3);
			int fired;
			try (LoadProcess load = LoadProcess.start(this.directory, broker.bootstrapServers(), "shaky", 0)) {
				fired = new LoadedCase(load)
					.fault("topic deleted", () -> broker.topics().delete("shaky"), STUCK,
							() -> broker.topics().create("shaky", 3))
					.fault("cluster wiped", broker::wipe, STUCK, () -> {
						broker.start();
						broker.topics().create("shaky", 3);
					})
					.fired();
				load.drain();
			}
			report(broker, "shaky").requireSound("topics and clusters made anew", fired, true);
		}
	}

	private LoadReport report(BrokerProcess broker, String... topics) {
		LoadReport report = LoadReport.of(LoadProcess.log(this.directory));
		for (String topic : topics) {
			report.delivered(TopicReader.read(broker, topic).records());
		}
		return report;
	}

}
