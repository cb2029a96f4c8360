package io.github.robustkafka.deadletter;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.kafka.support.KafkaHeaders;

import io.github.robustkafka.RobustKafkaHeaders;
import io.github.robustkafka.broker.BrokerExtension;
import io.github.robustkafka.broker.BrokerProcess;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of dead letters that are looked at and replayed, with a real broker.
 */
@ExtendWith(BrokerExtension.class)
class DeadLettersIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final ReplayOptions FOR_REAL = ReplayOptions.DRY_RUN.forReal();

	private static final ReplaySelection POOR = ReplaySelection.ofException(IllegalStateException.class.getName());

	private DeadLetterScene scene;

	@BeforeEach
	void createTopic(BrokerProcess broker, @TempDir Path directory) {
		this.scene = new DeadLetterScene(broker, directory);
	}

	@Test
	void aDryRunTellsWhatWouldBeReplayedAndChangesNothing() {
		this.scene.withTwelve(2, (context, payments) -> {
			DeadLetters letters = context.getBean(DeadLetters.class);
			int retried = this.scene.recordsIn(this.scene.retryTopic());
			ReplayReport report = letters.replay("payments", POOR, ReplayOptions.DRY_RUN);
			assertThat(report.dryRun()).isTrue();
			assertThat(report.counts()).isEqualTo(new ReplayReport.Counts(6, 0, 0, Map.of()));
			assertThat(report.letters()).hasSize(6).allSatisfy((letter) -> {
				assertThat(letter.topic()).isEqualTo(this.scene.retryTopic());
				assertThat(letter.place().topic()).isEqualTo(this.scene.deadLetterTopic());
				assertThat(letter.recordId()).hasSize(36);
			});
			assertThat(report.stopped()).isNull();
			assertThat(report.mainTopic()).isFalse();
			assertThat(letters.replay("payments", POOR, ReplayOptions.DRY_RUN)).isEqualTo(report);
			assertThat(this.scene.recordsIn(this.scene.retryTopic())).isEqualTo(retried);
			assertThat(letters.count("payments").notReplayed()).isEqualTo(12);
		});
	}

	@Test
	void recordsOfOneExceptionAreReplayedOnceAtTheRateAndReachTheirListenerAlone() {
		this.scene.withTwelve(2, (context, payments) -> {
			FaultyClients clients = new FaultyClients(this.scene.broker);
			DeadLetters letters = this.scene.letters(context, clients);
			payments.healed = true;
			int calls = payments.calls.size();
			ReplayReport report = letters.replay("payments", POOR, FOR_REAL.perSecond(2));
			assertThat(report.counts()).isEqualTo(new ReplayReport.Counts(6, 6, 0, Map.of()));
			assertThat(this.scene.timing.pauses).hasSize(5).containsOnly(Duration.ofMillis(500));
			await().atMost(PATIENCE).until(() -> payments.handled.size() == 6);
			assertThat(payments.handledValues()).allMatch((value) -> value.startsWith("poor")).doesNotHaveDuplicates();
			assertThat(payments.handled).allSatisfy(DeadLettersIntegrationTests::assertReplayed);
			assertThat(letters.count("payments").notReplayed()).isEqualTo(6);

			assertThat(letters.replay("payments", POOR, FOR_REAL).counts().replayed()).isZero();
			assertThat(letters.replay("payments", ReplaySelection.all(), FOR_REAL).counts().replayed()).isEqualTo(6);
			await().atMost(PATIENCE).until(() -> payments.handled.size() == 12);
			assertThat(letters.replay("payments", ReplaySelection.all(), FOR_REAL).counts().replayed()).isZero();
			assertThat(letters.count("payments").notReplayed()).isZero();
			assertThat(letters.count("payments").total()).as("they stay where they are").isEqualTo(12);
			this.scene.awaitRetried();
			assertThat(payments.calls).hasSize(calls + 12);
			assertThat(payments.handledValues()).doesNotHaveDuplicates();
			await().atMost(PATIENCE).until(() -> payments.audited.size() >= 12);
			assertThat(payments.audited).as("another group").hasSize(12).doesNotHaveDuplicates();
			assertThat(clients.open).isEmpty();
		});
	}

	private static void assertReplayed(ConsumerRecord<String, String> record) {
		assertThat(record.headers().lastHeader(RobustKafkaHeaders.REPLAYS).value()).asString().isEqualTo("1");
		assertThat(record.headers().lastHeader(RobustKafkaHeaders.RECORD_ID).value()).hasSize(36);
		assertThat(record.headers().headers("tenant")).extracting(Header::value)
			.containsExactly(new byte[] { (byte) 0xc3, 0 }, null);
		assertThat(record.headers().lastHeader(KafkaHeaders.EXCEPTION_FQCN)).isNull();
		assertThat(record.timestamp()).isEqualTo(1_700_000_000_000L);
		assertThat(record.partition()).isEqualTo(Integer.parseInt(record.value().replaceAll("\\D", "")) % 2);
		int attempt = ByteBuffer.wrap(record.headers().lastHeader(KafkaHeaders.DELIVERY_ATTEMPT).value()).getInt();
		assertThat(attempt).as("as on the first delivery from a retry topic").isEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "classic", "consumer" })
	void aRecordThatFailsAgainHasItsAttemptsAnewAndItsReplaysAreCounted(String protocol) {
		String setting = "spring.kafka.consumer.properties.group.protocol=" + protocol;
		this.scene.contexts(3).withPropertyValues(setting).run((context) -> {
			Payments payments = context.getBean(Payments.class);
			DeadLetters letters = context.getBean(DeadLetters.class);
			this.scene.send(this.scene.topic, 1, "k", "poor 1");
			this.scene.awaitLetters(context, 1);
			assertThat(payments.calls).hasSize(3);
			for (int replays = 1; replays <= 3; replays++) {
				assertThat(letters.replay("payments", ReplaySelection.all(), FOR_REAL).counts().replayed()).isOne();
				this.scene.awaitLetters(context, replays + 1);
				assertThat(payments.calls).hasSize(3 + 2 * replays);
			}
			List<DeadLetter> seen = letters.peek("payments", PeekOptions.oldest(10));
			assertThat(seen).extracting(DeadLetter::replays).containsExactly(0, 1, 2, 3);
			assertThat(seen).extracting(DeadLetter::attempts).containsOnly(3);
			assertThat(seen).extracting(DeadLetter::replayed).containsExactly(true, true, true, false);
			assertThat(seen).extracting((letter) -> letter.content().recordId()).containsOnly(idOf(seen.get(0)));
			assertThat(seen).allSatisfy((letter) -> {
				assertThat(letter.origin()).hasToString(this.scene.topic + "-1@0");
				assertThat(letter.failure().exception()).isEqualTo(IllegalStateException.class.getName());
				assertThat(letter.failure().message()).isEqualTo("no funds");
				assertThat(letter.content().payload()).isNull();
			});
		});
	}

	private static String idOf(DeadLetter letter) {
		return String.valueOf(letter.content().recordId());
	}

	@Test
	void aSingleRecordIsReplayedOnceUnlessItIsWantedAgain() {
		this.scene.withTwelve(2, (context, payments) -> {
			DeadLetters letters = context.getBean(DeadLetters.class);
			payments.healed = true;
			ReplaySelection one = ReplaySelection.one(new Place(this.scene.deadLetterTopic(), 1, 3));
			assertThat(letters.replay("payments", one, FOR_REAL).counts().replayed()).isOne();
			this.scene.awaitHandled(payments, 1);
			assertThat(letters.replay("payments", one, FOR_REAL).counts())
				.isEqualTo(new ReplayReport.Counts(0, 0, 0, Map.of("replayed before", 1)));
			assertThat(letters.replay("payments", one, FOR_REAL.withReplayedOnes()).counts().replayed()).isOne();
			this.scene.awaitRetried();
			assertThat(payments.handled).as("a success that is replayed is a duplicate").hasSize(1);
			ReplaySelection none = ReplaySelection.one(new Place(this.scene.deadLetterTopic(), 1, 4000));
			assertThat(letters.replay("payments", none, FOR_REAL).counts().skipped())
				.containsEntry("there is no such record", 1);
			assertThat(letters.replay("payments", ReplaySelection.all(), FOR_REAL).counts())
				.isEqualTo(new ReplayReport.Counts(11, 11, 0, Map.of("replayed before", 1)));
		});
	}

	@Test
	void withoutRetryTopicsRecordsGoToTheMainTopicWhichIsTold() {
		this.scene.withTwelve(1, (context, payments) -> {
			DeadLetters letters = context.getBean(DeadLetters.class);
			payments.healed = true;
			assertThat(letters.replay("payments", POOR, ReplayOptions.DRY_RUN).mainTopic()).isTrue();
			ReplayReport report = letters.replay("payments", POOR, FOR_REAL);
			assertThat(report.mainTopic()).isTrue();
			assertThat(report.counts().replayed()).isEqualTo(6);
			this.scene.awaitHandled(payments, 6);
			assertThat(payments.handled).extracting(ConsumerRecord::topic).containsOnly(this.scene.topic);
		});
	}

	@Test
	void recordsThatAnybodyWroteAreShownAndReplayedAsFarAsTheyAreTheListeners() {
		this.scene.contexts(2).run((context) -> {
			Payments payments = context.getBean(Payments.class);
			payments.healed = true;
			DeadLetters letters = context.getBean(DeadLetters.class);
			this.scene.awaitLetters(context, 0);
			await().atMost(PATIENCE).until(() -> letters.count("payments").partitions().size() == 2);
			this.scene.send(this.scene.deadLetterTopic(), 0, "k", "nothing known", header("x", "y"));
			this.scene.send(this.scene.deadLetterTopic(), 0, "k", "garbage",
					header(KafkaHeaders.ORIGINAL_PARTITION, "far"), header(KafkaHeaders.ORIGINAL_TOPIC, "\u0000"),
					header("retry_topic-attempts", "many"), header("retry_topic-backoff-timestamp", "9".repeat(8)),
					header(RobustKafkaHeaders.REPLAYS, "-1"));
			this.scene.send(this.scene.deadLetterTopic(), 1, "k", "foreign",
					header(KafkaHeaders.DLT_ORIGINAL_CONSUMER_GROUP, "others"));
			assertThat(letters.peek("payments", PeekOptions.oldest(10))).hasSize(3).allSatisfy((letter) -> {
				assertThat(letter.origin()).isNull();
				assertThat(letter.attempts()).isZero();
				assertThat(letter.replays()).isZero();
			});
			ReplayReport report = letters.replay("payments", ReplaySelection.all(), FOR_REAL);
			assertThat(report.counts()).isEqualTo(new ReplayReport.Counts(2, 2, 0, Map.of("of another group", 1)));
			this.scene.awaitHandled(payments, 2);
			assertThat(payments.handledValues()).containsExactlyInAnyOrder("nothing known", "garbage");
			assertThat(payments.handled).allSatisfy(
					(record) -> assertThat(record.headers().lastHeader(RobustKafkaHeaders.REPLAYS).value()).asString()
						.isEqualTo("1"));
		});
	}

	private static Header header(String name, String value) {
		return new org.apache.kafka.common.header.internals.RecordHeader(name, value.getBytes(UTF_8));
	}

	@Test
	void pagesOfOldOnesFollowOneAnotherAndPayloadsComeWhenWanted() {
		this.scene.withTwelve(2, (context, payments) -> {
			DeadLetters letters = context.getBean(DeadLetters.class);
			List<DeadLetter> first = letters.peek("payments", PeekOptions.oldest(5));
			List<DeadLetter> second = letters.peek("payments", PeekOptions.oldest(5).after(first.get(4).place()));
			List<DeadLetter> third = letters.peek("payments",
					PeekOptions.oldest(5).after(second.get(4).place()).withPayload());
			assertThat(third).hasSize(2);
			assertThat(IntStream.range(0, 12)
				.mapToObj((i) -> ((i < 5) ? first.get(i) : (i < 10) ? second.get(i - 5) : third.get(i - 10)).place()))
				.doesNotHaveDuplicates();
			assertThat(third).extracting((letter) -> letter.content().payload()).doesNotContainNull();
			assertThat(letters.peek("payments", PeekOptions.newest(3))).hasSize(3);
			assertThat(letters.peek("payments", PeekOptions.newest(3)).get(0).content().keyHash()).hasSize(16);
		});
	}

	@Test
	void aListenerThatIsNotThereIsToldWithThoseThatAre() {
		this.scene.contexts(2)
			.run((context) -> assertThatThrownBy(() -> context.getBean(DeadLetters.class).count("refunds"))
				.isInstanceOf(DeadLettersException.class)
				.hasMessageContaining("'refunds'")
				.hasMessageContaining("payments"));
	}

}
