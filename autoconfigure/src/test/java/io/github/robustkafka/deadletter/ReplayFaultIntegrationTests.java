package io.github.robustkafka.deadletter;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import io.github.robustkafka.broker.BrokerExtension;
import io.github.robustkafka.broker.BrokerProcess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of a replay that ends in the middle, with a real broker.
 */
@ExtendWith(BrokerExtension.class)
class ReplayFaultIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final ReplayOptions FOR_REAL = ReplayOptions.DRY_RUN.forReal();

	private DeadLetterScene scene;

	@BeforeEach
	void createTopic(BrokerProcess broker, @TempDir Path directory) {
		this.scene = new DeadLetterScene(broker, directory);
	}

	@Test
	void aProducerThatFailsInTheMiddleLosesNothing() {
		this.scene.withTwelve(2, (context, payments) -> {
			FaultyClients clients = new FaultyClients(this.scene.broker);
			DeadLetters letters = this.scene.letters(context, clients);
			payments.healed = true;
			clients.failSendsAfter(5, new KafkaException("the line is cut"));
			ReplayReport report = letters.replay("payments", ReplaySelection.all(), FOR_REAL);
			assertThat(report.counts()).isEqualTo(new ReplayReport.Counts(6, 5, 1, Map.of()));
			assertThat(report.stopped()).contains("the line is cut", this.scene.retryTopic());
			assertThat(letters.count("payments").notReplayed()).isEqualTo(7);
			clients.heal();
			assertThat(letters.replay("payments", ReplaySelection.all(), FOR_REAL).counts().replayed()).isEqualTo(7);
			await().atMost(PATIENCE).until(() -> payments.handled.size() == 12);
			this.scene.awaitRetried();
			assertThat(payments.handledValues()).doesNotHaveDuplicates();
			assertThat(clients.open).isEmpty();
		});
	}

	@Test
	void aReplayThatDiesBeforeItsNoteIsRepeatedAndTheInboxDropsWhatComesTwice() {
		this.scene.withTwelve(2, (context, payments) -> {
			FaultyClients clients = new FaultyClients(this.scene.broker);
			DeadLetters letters = this.scene.letters(context, clients);
			payments.healed = true;
			int retried = this.scene.recordsIn(this.scene.retryTopic());
			clients.failCommitsAfter(1, new Error("the process dies"));
			assertThatThrownBy(() -> letters.replay("payments", ReplaySelection.all(), FOR_REAL))
				.hasMessage("the process dies");
			int sent = this.scene.recordsIn(this.scene.retryTopic()) - retried;
			assertThat(letters.count("payments").notReplayed()).isEqualTo(8);
			assertThat(sent).isGreaterThan(4);
			clients.heal();
			assertThat(letters.replay("payments", ReplaySelection.all(), FOR_REAL).counts().replayed()).isEqualTo(8);
			await().atMost(PATIENCE).until(() -> payments.handled.size() >= 12);
			this.scene.awaitRetried();
			assertThat(this.scene.recordsIn(this.scene.retryTopic())).isEqualTo(retried + sent + 8);
			assertThat(payments.handledValues()).hasSize(12).doesNotHaveDuplicates();
		});
	}

	@Test
	void aNoteThatKafkaRefusesEndsTheReplayAndIsTold() {
		this.scene.withTwelve(2, (context, payments) -> {
			FaultyClients clients = new FaultyClients(this.scene.broker);
			DeadLetters letters = this.scene.letters(context, clients);
			clients.failCommitsAfter(0, new KafkaException("no room"));
			ReplayReport report = letters.replay("payments", ReplaySelection.all(), FOR_REAL);
			assertThat(report.counts().replayed()).isEqualTo(4);
			assertThat(report.stopped()).contains("no room", "the last 4");
			assertThat(letters.count("payments").notReplayed()).isGreaterThanOrEqualTo(12);
		});
	}

	@Test
	void aReplayThatEndsForItsLimitOrItsTimeIsContinuedByTheNext() {
		this.scene.withTwelve(2, (context, payments) -> {
			DeadLetters letters = this.scene.letters(context, new FaultyClients(this.scene.broker));
			payments.healed = true;
			ReplayReport limited = letters.replay("payments", ReplaySelection.all(), FOR_REAL.limit(5));
			assertThat(limited.counts().replayed()).isEqualTo(5);
			assertThat(limited.stopped()).contains("limit of 5");
			ReplayReport timed = letters.replay("payments", ReplaySelection.all(),
					FOR_REAL.perSecond(1).timeout(Duration.ofSeconds(3)));
			assertThat(timed.counts().replayed()).isEqualTo(3);
			assertThat(timed.stopped()).contains("PT3S");
			ReplayReport last = letters.replay("payments", ReplaySelection.all(), FOR_REAL);
			assertThat(last.counts().replayed()).isEqualTo(4);
			assertThat(last.stopped()).isNull();
			await().atMost(PATIENCE).until(() -> payments.handled.size() == 12);
			assertThat(payments.handledValues()).doesNotHaveDuplicates();
		});
	}

	@Test
	void anInterruptEndsAReplayThatTheNextContinues() {
		this.scene.withTwelve(2, (context, payments) -> {
			DeadLetters letters = this.scene.letters(context, new FaultyClients(this.scene.broker));
			payments.healed = true;
			this.scene.timing.whenPausing(() -> {
				if (this.scene.timing.pauses.size() == 3) {
					Thread.currentThread().interrupt();
				}
			});
			ReplayReport report = letters.replay("payments", ReplaySelection.all(), FOR_REAL);
			assertThat(Thread.interrupted()).isTrue();
			assertThat(report.counts().replayed()).isEqualTo(3);
			assertThat(report.stopped()).isEqualTo("it was interrupted");
			assertThat(letters.replay("payments", ReplaySelection.all(), FOR_REAL).counts().replayed()).isEqualTo(9);
		});
	}

	@Test
	void oneListenerIsWorkedOnByOneCallerAtATimeAndACloseEndsTheReplay() {
		this.scene.withTwelve(2, (context, payments) -> {
			FaultyClients clients = new FaultyClients(this.scene.broker);
			DeadLetters letters = this.scene.letters(context, clients);
			payments.healed = true;
			this.scene.timing.whenPausing(() -> {
				if (this.scene.timing.pauses.size() == 1) {
					assertThatThrownBy(() -> letters.count("payments")).isInstanceOf(DeadLettersException.class)
						.hasMessageContaining("'payments'");
					letters.close();
				}
			});
			ReplayReport report = letters.replay("payments", ReplaySelection.all(), FOR_REAL);
			assertThat(report.counts().replayed()).isEqualTo(4);
			assertThat(report.stopped()).isEqualTo("the application stops");
			assertThat(clients.open).isEmpty();
			assertThatThrownBy(() -> letters.count("payments")).hasMessageContaining("stops");
			assertThat(context.getBean(DeadLetters.class).count("payments").notReplayed())
				.isEqualTo(12 - report.counts().replayed());
		});
	}

}
