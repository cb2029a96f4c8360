package io.github.robustkafka.actuate.endpoint;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.github.robustkafka.KeyHash;
import io.github.robustkafka.actuate.endpoint.FailedSection.FailedPageDescriptor;
import io.github.robustkafka.actuate.endpoint.FailedSection.Target;
import io.github.robustkafka.actuate.endpoint.OutboxSection.TopicDescriptor;
import io.github.robustkafka.outbox.OutboxHeaders;
import io.github.robustkafka.outbox.OutboxRecord;
import io.github.robustkafka.outbox.OutboxStore;
import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.outbox.WriteBatch;
import io.github.robustkafka.relay.BackoffSettings;
import io.github.robustkafka.relay.RelaySettings;
import io.github.robustkafka.runtime.Outbox;
import io.github.robustkafka.runtime.OutboxSettings;
import io.github.robustkafka.sqlite.Durability;
import io.github.robustkafka.sqlite.SqliteOutboxStore;
import io.github.robustkafka.sqlite.SqliteSettings;
import io.github.robustkafka.writer.OutboxObserver;
import io.github.robustkafka.writer.RoomSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

/**
 * Tests for {@link RobustKafkaEndpoint} on an outbox in a file. Nothing is published.
 */
@ExtendWith(OutputCaptureExtension.class)
class RobustKafkaEndpointTests {

	private static final String SECRET = "secret-4711";

	private static final long NOW = 1_700_000_000_000L;

	private static final EndpointSettings READ_ONLY = new EndpointSettings(false, false, 1024);

	private static final EndpointSettings ALL_ALLOWED = new EndpointSettings(true, true, 1024);

	@TempDir
	private Path directory;

	private OutboxStore store;

	private @Nullable Outbox outbox;

	private long position;

	@BeforeEach
	void open() {
		SqliteOutboxStore file = SqliteOutboxStore.open(new SqliteSettings(this.directory.resolve("outbox.db"),
				Durability.PROCESS_CRASH, Duration.ZERO, 1L << 30));
		this.store = mock(OutboxStore.class, delegatesTo(file));
	}

	@AfterEach
	void close() {
		if (this.outbox != null) {
			this.outbox.close();
		}
		this.store.close();
	}

	@Test
	void stateShowsTheBacklogByTopicTheOldestFirst() {
		append("refunds", 1);
		append("orders", 2);
		fail("orders", 1);
		OutboxSection.OutboxDescriptor outbox = endpoint(READ_ONLY).state().outbox();
		assertThat(outbox.pending()).isEqualTo(3);
		assertThat(outbox.failed()).isEqualTo(1);
		assertThat(outbox.oldestAppendedAt()).hasToString("2023-11-14T22:13:20Z");
		assertThat(outbox.topics()).extracting(TopicDescriptor::topic).containsExactly("refunds", "orders");
		assertThat(outbox.topics()).extracting(TopicDescriptor::oldestPosition).containsExactly(1L, 2L);
		assertThat(outbox.size().usedBytes()).isPositive();
		assertThat(outbox.trouble()).isNull();
	}

	@Test
	void aHundredTopicsAtMostAreListed() {
		for (int i = 0; i < 150; i++) {
			append("topic-" + i, 1);
		}
		OutboxSection.OutboxDescriptor outbox = endpoint(READ_ONLY).state().outbox();
		assertThat(outbox.topics()).hasSize(100);
		assertThat(outbox.moreTopics()).isEqualTo(50);
	}

	@Test
	void nothingIsCountedOrReadThroughHoweverLongTheBacklogIs() {
		append("orders", 100_000);
		fail("orders", 50);
		RobustKafkaEndpoint endpoint = endpoint(ALL_ALLOWED);
		clearInvocations(this.store);
		assertThat(endpoint.state().outbox().pending()).isEqualTo(100_000);
		FailedPageDescriptor page = endpoint.list("failed", null, null, 10);
		endpoint.show("failed", page.records().get(0).recordId().toString());
		change(endpoint, "discard", null, "*", "test");
		verify(this.store, never()).countPending();
		verify(this.store, never()).countFailed();
		verify(this.store, never()).findPending(any());
		assertThat(endpoint.state().outbox().failed()).isZero();
	}

	@Test
	void failedRecordsAreListedInPages() {
		fail("orders", 5);
		RobustKafkaEndpoint endpoint = endpoint(READ_ONLY);
		List<Long> positions = new ArrayList<>();
		Long after = null;
		do {
			FailedPageDescriptor page = endpoint.list("failed", null, after, 2);
			assertThat(page.records()).hasSizeLessThanOrEqualTo(2);
			page.records().forEach((record) -> positions.add(record.position()));
			after = page.nextAfter();
		}
		while (after != null);
		assertThat(positions).containsExactly(1L, 2L, 3L, 4L, 5L);
	}

	@Test
	void failedRecordsOfATopicAreListed() {
		fail("orders", 2);
		fail("refunds", 1);
		FailedPageDescriptor page = endpoint(READ_ONLY).list("failed", "refunds", null, null);
		assertThat(page.records()).extracting(FailedRecordDescriptor::topic).containsExactly("refunds");
		assertThat(page.nextAfter()).isNull();
		assertThat(endpoint().list("failed", "*", null, null).records()).hasSize(3);
	}

	@Test
	void aThousandRecordsAPageAtMost() {
		fail("orders", 1100);
		RobustKafkaEndpoint endpoint = endpoint(READ_ONLY);
		assertThat(endpoint.list("failed", null, null, null).records()).hasSize(100);
		assertThat(endpoint.list("failed", null, null, 1_000_000).records()).hasSize(1000);
		assertRefused(() -> endpoint.list("failed", null, null, 0), "limit must be at least 1");
	}

	@Test
	void failedRecordIsShownByItsIdOrPositionWithoutPayload(CapturedOutput output) {
		fail("orders", 1);
		RobustKafkaEndpoint endpoint = endpoint(READ_ONLY);
		FailedRecordDescriptor record = endpoint.show("failed", "1");
		assertThat(endpoint.show("failed", record.recordId().toString())).isEqualTo(record);
		assertThat(record.keyHash()).isEqualTo(KeyHash.of(SECRET.getBytes(StandardCharsets.UTF_8)));
		assertThat(record.reason()).isEqualTo("too large");
		assertThat(record.payload()).isNull();
		assertThat(record.toString()).doesNotContain(SECRET);
		assertThat(output).doesNotContain(SECRET);
	}

	@Test
	void payloadIsShownIfAllowedAndCut() {
		fail("orders", 1);
		FailedRecordDescriptor.Payload payload = endpoint(new EndpointSettings(false, true, 6)).show("failed", "1")
			.payload();
		assertThat(payload.key()).isEqualTo(new ShownBytes("secret", null, 11, true));
		assertThat(payload.value()).isEqualTo(new ShownBytes("secret", null, 11, true));
		assertThat(payload.context()).isEqualTo(new ShownBytes("secret", null, 11, true));
		assertThat(payload.headers()).containsExactly(
				new FailedRecordDescriptor.Header("h", new ShownBytes("secret", null, 11, true)),
				new FailedRecordDescriptor.Header("none", null));
	}

	@Test
	void whatDoesNotExistIsRefused() {
		RobustKafkaEndpoint endpoint = endpoint(ALL_ALLOWED);
		assertRefused(() -> endpoint.list("acknowledged", null, null, null), "no section 'acknowledged'");
		assertRefused(() -> endpoint.show("pending", "1"), "no section 'pending'");
		assertRefused(() -> endpoint.show("failed", "7"), "no failed record '7'");
		assertRefused(() -> endpoint.show("failed", UUID.randomUUID().toString()), "no failed record");
		assertRefused(() -> endpoint.show("failed", "x"), "'x' is neither the record id nor the position");
		assertRefused(() -> change(endpoint, "purge", null, "orders", "test"), "no action 'purge'");
		assertRefused(() -> change(endpoint, "retry", "7", null, "test"), "no failed record '7'");
	}

	@Test
	void changesAreRefusedUnlessTheyAreAllowed(CapturedOutput output) {
		fail("orders", 1);
		RobustKafkaEndpoint endpoint = endpoint(READ_ONLY);
		for (String action : List.of("retry", "discard", "pause", "resume", "purge")) {
			assertRefused(() -> change(endpoint, action, null, "*", "test"),
					"robust.kafka.endpoint.allow-changes=true");
		}
		assertThat(this.outbox.writer().failed()).isEqualTo(1);
		assertThat(this.outbox.pausedTopics().names()).isEmpty();
		assertThat(output).doesNotContain("Audit:");
	}

	@Test
	void changesNeedAReasonAndATarget() {
		RobustKafkaEndpoint endpoint = endpoint(ALL_ALLOWED);
		assertRefused(() -> change(endpoint, "retry", null, "*", null), "parameter 'reason'");
		assertRefused(() -> change(endpoint, "retry", null, "*", " "), "parameter 'reason'");
		assertRefused(() -> change(endpoint, "retry", null, null, "test"), "either the parameter 'record'");
		assertRefused(() -> change(endpoint, "discard", "1", "*", "test"), "either the parameter 'record'");
		assertRefused(() -> change(endpoint, "pause", null, null, "test"), "parameter 'topic'");
		assertRefused(() -> change(endpoint, "pause", null, "a\nb", "test"), "parameter 'topic'");
	}

	@Test
	void oneRecordIsRetriedAndAnotherDiscarded(CapturedOutput output) {
		fail("orders", 2);
		RobustKafkaEndpoint endpoint = endpoint(ALL_ALLOWED);
		UUID second = endpoint.show("failed", "2").recordId();
		assertThat(change(endpoint, "retry", "1", null, "topic allows more now").records()).isEqualTo(1);
		assertThat(change(endpoint, "discard", second.toString(), null, "of a test").records()).isEqualTo(1);
		assertThat(this.outbox.writer().pending()).isEqualTo(1);
		assertThat(this.outbox.writer().failed()).isZero();
		assertThat(output)
			.containsOnlyOnce("Audit: user 'anna' asked to retry record '1'. "
					+ "Reason: topic allows more now. Outcome: 1 record")
			.containsOnlyOnce("Audit: user 'anna' asked to discard record '" + second + "'. "
					+ "Reason: of a test. Outcome: 1 record")
			.doesNotContain(SECRET);
	}

	@Test
	void recordsOfATopicAreChangedInPagesThatLeaveOutWhatFailsLater() {
		fail("orders", 1500);
		fail("refunds", 1);
		RobustKafkaEndpoint endpoint = endpoint(ALL_ALLOWED);
		ChangeDescriptor first = change(endpoint, "retry", null, "orders", "test");
		assertThat(first).isEqualTo(new ChangeDescriptor("retry", 1000, 1000L, 1501L, null));
		ChangeDescriptor second = endpoint.change("retry", null, "orders", first.nextAfter(), first.upTo(), "test");
		assertThat(second).isEqualTo(new ChangeDescriptor("retry", 500, null, null, null));
		assertThat(this.outbox.writer().failed()).isEqualTo(1);
		assertThat(change(endpoint, "discard", null, "*", "test").records()).isEqualTo(1);
	}

	@Test
	void topicsArePausedAndResumed(CapturedOutput output) {
		RobustKafkaEndpoint endpoint = endpoint(ALL_ALLOWED);
		assertThat(change(endpoint, "pause", null, "orders", "wrong prices").paused()).containsExactly("orders");
		assertThat(change(endpoint, "pause", null, "*", "test").paused()).containsExactly("*", "orders");
		assertThat(endpoint.state().relay().paused()).containsExactly("*", "orders");
		assertThat(change(endpoint, "resume", null, "*", "test").paused()).isEmpty();
		assertThat(output).containsOnlyOnce("Audit: user 'anna' asked to pause topic 'orders'. "
				+ "Reason: wrong prices. Outcome: paused now: [orders]");
	}

	@Test
	void auditLinesCannotBeForged(CapturedOutput output) {
		change(endpoint(ALL_ALLOWED), "retry", null, "a\r\nINFO Audit: forged", "b\n\u2028c\u202ed" + "x".repeat(500));
		assertThat(output.getOut().lines().filter((line) -> line.contains("Audit:"))).hasSize(1)
			.allSatisfy((line) -> assertThat(line).contains("topic 'a??INFO Audit: forged'")
				.contains("Reason: b??c?dxxx")
				.contains("x...")
				.hasSizeLessThan(700));
	}

	@Test
	void withoutARelayThereIsNothingToPause() {
		RobustKafkaEndpoint endpoint = endpoint(ALL_ALLOWED, false);
		assertThat(endpoint.state().relay().enabled()).isFalse();
		assertRefused(() -> change(endpoint, "pause", null, "*", "test"), "robust.kafka.relay.enabled is false");
	}

	private RobustKafkaEndpoint endpoint() {
		return new RobustKafkaEndpoint(this.outbox, this.outbox.failedRecords(), ListenersSection.NONE, null,
				READ_ONLY);
	}

	private RobustKafkaEndpoint endpoint(EndpointSettings settings) {
		return endpoint(settings, true);
	}

	private RobustKafkaEndpoint endpoint(EndpointSettings settings, boolean relayEnabled) {
		OutboxSettings running = new OutboxSettings(
				new RoomSettings(1 << 30, 1 << 30, RoomSettings.WhenFull.REJECT, Duration.ofSeconds(1)),
				new RelaySettings(100, 1 << 20, Duration.ofMinutes(1),
						new BackoffSettings(Duration.ofMinutes(1), 2, Duration.ofMinutes(1), 0)),
				relayEnabled, 100, 1 << 20, Duration.ZERO);
		Outbox started = Outbox.start(this.store, () -> {
			throw new IllegalStateException("no producer in this test");
		}, running, List.of(), OutboxObserver.NO_OP);
		this.outbox = started;
		return new RobustKafkaEndpoint(started, started.failedRecords(), ListenersSection.NONE, null, settings);
	}

	private static ChangeDescriptor change(RobustKafkaEndpoint endpoint, String action, @Nullable String record,
			@Nullable String topic, @Nullable String reason) {
		return endpoint.change(new Anna(), action, new Target(record, topic, null, null), reason);
	}

	private static void assertRefused(Runnable operation, String message) {
		assertThatExceptionOfType(OperationRefusedException.class).isThrownBy(operation::run)
			.withMessageContaining(message);
	}

	private void append(String topic, int count) {
		WriteBatch batch = new WriteBatch(NOW);
		byte[] secret = SECRET.getBytes(StandardCharsets.UTF_8);
		OutboxHeaders headers = OutboxHeaders.builder().add("h", secret).add("none", null).build();
		for (int i = 0; i < count; i++) {
			batch.appends()
				.add(new PendingRecord(++this.position, NOW, new OutboxRecord(new UUID(1, this.position), topic, null,
						secret, secret, headers, NOW, SECRET)));
		}
		this.store.commit(batch);
	}

	private void fail(String topic, int count) {
		append(topic, count);
		WriteBatch batch = new WriteBatch(NOW);
		for (int i = 0; i < count; i++) {
			batch.failures().add(new WriteBatch.Failure(this.position - count + 1 + i, "too large"));
		}
		this.store.commit(batch);
	}

	/**
	 * Somebody who is logged in.
	 */
	private static final class Anna implements SecurityContext {

		@Override
		public Principal getPrincipal() {
			return () -> "anna";
		}

		@Override
		public boolean isUserInRole(String role) {
			return true;
		}

	}

}
