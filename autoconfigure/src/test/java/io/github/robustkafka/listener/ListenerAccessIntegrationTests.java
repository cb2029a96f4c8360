package io.github.robustkafka.listener;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.robustkafka.broker.BrokerProcess;
import io.github.robustkafka.broker.TopicReader;
import io.github.robustkafka.listener.ListenerFaultIntegrationTests.Handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Rights are taken from a listener and given back.
 */
@Tag("slow")
class ListenerAccessIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(40);

	@TempDir
	private Path directory;

	@Test
	void aListenerGoesOnWhenItMayReadAndWriteAgain() {
		try (BrokerProcess broker = BrokerProcess.in(this.directory.resolve("broker")).withAuthorizer().start();
				Admin admin = broker.admin()) {
			broker.topics().create("orders", 1);
			Handler handler = new Handler((order) -> {
				if (order.value().equals("bad")) {
					throw new IllegalStateException("no funds");
				}
			});
			ListenerContexts.in(broker, this.directory)
				.withBean(Handler.class, () -> handler)
				.withPropertyValues("test.topic=orders", "robust.kafka.listener.retry.attempts=1")
				.run((context) -> {
					send(broker, "first");
					await().atMost(PATIENCE).until(() -> handler.handled.contains("first"));
					broker.topics().denyWrite("orders-payments-dlt");
					send(broker, "bad");
					await().atMost(PATIENCE).until(() -> handler.calls.contains("bad"));
					admin.createAcls(List.of(rule(AclPermissionType.ALLOW, AclOperation.ALL),
							rule(AclPermissionType.DENY, AclOperation.READ)))
						.all()
						.get();
					await().atMost(PATIENCE).until(() -> isRefused(broker));
					await().atMost(PATIENCE).during(Duration.ofSeconds(1)).until(() -> true);
					send(broker, "second");
					await().atMost(Duration.ofSeconds(5)).during(Duration.ofSeconds(2)).until(() -> true);
					assertThat(handler.handled).containsExactly("first");
					admin.deleteAcls(List.of(rule(AclPermissionType.DENY, AclOperation.READ).toFilter())).all().get();
					broker.topics().allowWrite("orders-payments-dlt");
					await().atMost(PATIENCE).until(() -> handler.handled.contains("second"));
					await().atMost(PATIENCE)
						.until(() -> TopicReader.read(broker, "orders-payments-dlt").records().size() == 1);
					try (CommittedOffsets offsets = new CommittedOffsets(broker)) {
						await().atMost(PATIENCE).until(() -> offsets.sum("payments", "orders") == 3);
					}
				});
		}
	}

	private static boolean isRefused(BrokerProcess broker) {
		try {
			TopicReader.read(broker, "orders");
			return false;
		}
		catch (TopicAuthorizationException ex) {
			return true;
		}
	}

	private static AclBinding rule(AclPermissionType permission, AclOperation operation) {
		return new AclBinding(new ResourcePattern(ResourceType.TOPIC, "orders", PatternType.LITERAL),
				new AccessControlEntry("User:*", "*", operation, permission));
	}

	private static void send(BrokerProcess broker, String value) {
		try (Producing producing = new Producing(broker)) {
			producing.send("orders", "k" + value, value);
		}
	}

}
