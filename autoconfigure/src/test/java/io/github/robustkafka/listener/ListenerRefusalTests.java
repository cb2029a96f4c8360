package io.github.robustkafka.listener;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.support.Acknowledgment;

import io.github.robustkafka.autoconfigure.RobustContexts;
import io.github.robustkafka.autoconfigure.RobustKafkaAutoConfiguration;
import io.github.robustkafka.autoconfigure.RobustKafkaListenerAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * What an application is told whose listeners would lose records, or make no sense.
 */
@ExtendWith(OutputCaptureExtension.class)
class ListenerRefusalTests {

	private static final String OF_PAYMENTS = "robust.kafka.listeners.payments.";

	@TempDir
	private Path directory;

	private void refused(CapturedOutput output, Class<?> listener, List<String> properties, String... told) {
		List<String> arguments = new ArrayList<>(properties);
		arguments.add("robust.kafka.outbox.path=" + this.directory.resolve("outbox.db"));
		arguments.add("spring.kafka.bootstrap-servers=" + RobustContexts.NO_BROKER);
		arguments.replaceAll((property) -> "--" + property);
		SpringApplicationBuilder application = new SpringApplicationBuilder(Application.class, listener)
			.web(WebApplicationType.NONE);
		assertThatException().isThrownBy(() -> application.run(arguments.toArray(String[]::new)).close());
		assertThat(output).contains("APPLICATION FAILED TO START", "Description:", "Action:").contains(told);
	}

	private void refused(CapturedOutput output, String property, String... told) {
		refused(output, Valid.class, List.of(property), told);
	}

	@Test
	void twoListenersWithOneId(CapturedOutput output) {
		refused(output, TwoWithOneId.class, List.of(), "Two listeners have the id 'payments'", "TwoWithOneId.first",
				"TwoWithOneId.second", "Give each @RobustListener an id of its own");
	}

	@Test
	void anIdThatAnotherListenersRetriesHave(CapturedOutput output) {
		refused(output, RetryAsId.class, List.of(), "would both have a container with the id 'payments-retry'",
				"Give one of them another id");
	}

	@Test
	void anIdThatNamesNothing(CapturedOutput output) {
		refused(output, OddId.class, List.of(), "The id of a @RobustListener is 'pay ments'", "letters, digits");
	}

	@Test
	void noTopics(CapturedOutput output) {
		refused(output, WithoutTopics.class, List.of(), "The listener 'payments' has no topics",
				OF_PAYMENTS + "topics");
	}

	@Test
	void topicsThatTurnOutEmpty(CapturedOutput output) {
		refused(output, EmptyTopics.class, List.of(), "The listener 'payments' has no topics", OF_PAYMENTS + "topics");
	}

	@Test
	void aPatternOfTopics(CapturedOutput output) {
		refused(output, OF_PAYMENTS + "topics=orders.*", "topic named 'orders.*', which Kafka does not allow",
				"Patterns of topics cannot be listened to");
	}

	@Test
	void aBatch(CapturedOutput output) {
		refused(output, TakingABatch.class, List.of(), "TakingABatch.charge cannot be a @RobustListener",
				"takes a batch", "Take one record");
	}

	@Test
	void anAcknowledgment(CapturedOutput output) {
		refused(output, TakingAnAcknowledgment.class, List.of(),
				"its parameter of type Acknowledgment is not given to a @RobustListener", "Remove the parameter");
	}

	@Test
	void theConsumer(CapturedOutput output) {
		refused(output, TakingTheConsumer.class, List.of(), "its parameter of type Consumer is not given",
				"Remove the parameter");
	}

	@Test
	void aFuture(CapturedOutput output) {
		refused(output, ReturningAFuture.class, List.of(),
				"it returns CompletableFuture: the record would be finished before the work is",
				"Do the work before the method returns");
	}

	@Test
	void retryTopicsThatTwoListenersShare(CapturedOutput output) {
		refused(output, TwoOnOneTopic.class, List.of("robust.kafka.listener.retry.topics.name={topic}-retry-{index}"),
				"both have topic 'orders-retry-0', as a retry topic", "Choose other names with", ".retry.topics.name");
	}

	@Test
	void aRetryTopicThatIsAMainTopic(CapturedOutput output) {
		refused(output, Valid.class, List.of(OF_PAYMENTS + "topics=orders,orders-payments-retry-1"),
				"both have topic 'orders-payments-retry-1'", "Choose other names");
	}

	@Test
	void retryTopicsWithOneName(CapturedOutput output) {
		refused(output, OF_PAYMENTS + "retry.topics.name={topic}-again",
				"would have topic 'orders-again' twice for records of 'orders'", "with {topic} and {index} in them");
	}

	@Test
	void twoListenersInOneGroupOnOneTopic(CapturedOutput output) {
		refused(output, TwoOnOneTopic.class, List.of("robust.kafka.listeners.audit.group-id=payments"),
				"reads topic 'orders' in group 'payments', and so does another", "Give one of them another group");
	}

	@Test
	void anExceptionThatIsNotThere(CapturedOutput output) {
		refused(output, Valid.class,
				List.of(OF_PAYMENTS + "exceptions[0].type=com.acme.Missing", OF_PAYMENTS + "exceptions[0].action=drop"),
				"'" + OF_PAYMENTS + "exceptions[0].type' names the class 'com.acme.Missing', which is not there",
				"Write the full name of an exception class");
	}

	@Test
	void aClassThatIsNoException(CapturedOutput output) {
		refused(output, Valid.class,
				List.of(OF_PAYMENTS + "exceptions[0].type=java.lang.String", OF_PAYMENTS + "exceptions[0].action=drop"),
				"names java.lang.String, which is no exception", "Name the class of an exception");
	}

	@Test
	void anExceptionWithoutAnAction(CapturedOutput output) {
		refused(output, Valid.class, List.of(OF_PAYMENTS + "exceptions[0].type=java.io.IOException"),
				"'" + OF_PAYMENTS + "exceptions[0]' has no type or no action", "Write both");
	}

	@Test
	void aPauseOfNoLength(CapturedOutput output) {
		refused(output, Valid.class,
				List.of(OF_PAYMENTS + "exceptions[0].type=java.io.IOException",
						OF_PAYMENTS + "exceptions[0].action=pause", OF_PAYMENTS + "exceptions[0].pause-for=0s"),
				"'" + OF_PAYMENTS + "exceptions[0].pause-for'", "between 1ms and 24h");
	}

	@Test
	void aDrainThatIsLongerThanAPollMayTake(CapturedOutput output) {
		refused(output, Valid.class,
				List.of("spring.kafka.consumer.properties.max.poll.interval.ms=60000",
						OF_PAYMENTS + "drain-timeout=56s"),
				OF_PAYMENTS + "drain-timeout", "It must be between 0s and 55s, 5 seconds below max.poll.interval.ms");
	}

	@Test
	void theDefaultDrainWithAShortPoll(CapturedOutput output) {
		refused(output, Valid.class, List.of("spring.kafka.consumer.properties.max.poll.interval.ms=20000"),
				OF_PAYMENTS + "drain-timeout", "It must be between 0s and 15s");
	}

	@Test
	void aDelayOfMoreThanADay(CapturedOutput output) {
		refused(output, Valid.class,
				List.of(OF_PAYMENTS + "retry.backoff.delay=25h", OF_PAYMENTS + "retry.backoff.max-delay=26h"),
				OF_PAYMENTS + "retry.backoff.delay", "It must be between 0s and 24h");
	}

	@Test
	void aJitterOfTwo(CapturedOutput output) {
		refused(output, OF_PAYMENTS + "retry.backoff.jitter=2", OF_PAYMENTS + "retry.backoff.jitter",
				"It must be between 0 and 1.");
	}

	@Test
	void aDefaultThatIsNotPossible(CapturedOutput output) {
		refused(output, "robust.kafka.listener.retry.backoff.jitter=2", "retry.backoff.jitter",
				"It must be between 0 and 1.");
	}

	@Test
	void anAnnotationThatIsNotPossible(CapturedOutput output) {
		refused(output, WithoutConsumers.class, List.of(), "concurrency", "It must be at least 1.");
	}

	@Test
	void noAttempt(CapturedOutput output) {
		refused(output, OF_PAYMENTS + "retry.attempts=0", OF_PAYMENTS + "retry.attempts",
				"It must be between 1 and 100.");
	}

	@Test
	void noAttemptForOneTopic(CapturedOutput output) {
		refused(output, OF_PAYMENTS + "retry-by-topic.[orders].attempts=0",
				OF_PAYMENTS + "retry-by-topic.[orders].attempts", "It must be between 1 and 100.");
	}

	@Test
	void aValueOfTheWrongType(CapturedOutput output) {
		refused(output, OF_PAYMENTS + "ordering=sideways", "sideways");
	}

	@Test
	void aHandlerOfDeadLettersOfNobody(CapturedOutput output) {
		refused(output, DeadLettersOfAnother.class, List.of(), "names the listener 'shipping', which is not there",
				"known are [payments]", "Correct the id");
	}

	@Test
	void aHandlerOfDeadLettersWithoutListener(CapturedOutput output) {
		refused(output, OnlyDeadLetters.class, List.of(), "has no @RobustListener and it names none",
				"Name the ids of the listeners");
	}

	@Test
	void aHandlerOfDeadLettersThatAreSwitchedOff(CapturedOutput output) {
		refused(output, WithDeadLetters.class, List.of(OF_PAYMENTS + "dead-letter.enabled=false"),
				"its dead letters are switched off", OF_PAYMENTS + "dead-letter.enabled=true");
	}

	@Test
	void aKeyThatNobodyKnows(CapturedOutput output) {
		refused(output, Valid.class,
				List.of(OF_PAYMENTS + "max-in-fligth=3", "robust.kafka.listener.retry.atempts=3",
						OF_PAYMENTS + "retry-by-topic.[orders.eu].attemps=2"),
				"There is no setting '" + OF_PAYMENTS + "max-in-fligth'",
				"There is no setting 'robust.kafka.listener.retry.atempts'",
				"There is no setting '" + OF_PAYMENTS + "retry-by-topic[orders.eu].attemps'",
				"'robust.kafka.listeners.<id>.max-in-flight'", "'robust.kafka.listener.retry.attempts'");
	}

	@Test
	void aKeyThatNobodyKnowsInAList(CapturedOutput output) {
		refused(output, OF_PAYMENTS + "exceptions[0].tipe=x", OF_PAYMENTS + "exceptions[0].tipe");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ RobustKafkaAutoConfiguration.class, RobustKafkaListenerAutoConfiguration.class,
			KafkaAutoConfiguration.class })
	static class Application {

	}

	static class Valid {

		@RobustListener(id = "payments", topics = "orders")
		void charge(String order) {
		}

	}

	static class TwoWithOneId {

		@RobustListener(id = "payments", topics = "orders")
		void first(String order) {
		}

		@RobustListener(id = "payments", topics = "bills")
		void second(String order) {
		}

	}

	static class TwoOnOneTopic extends Valid {

		@RobustListener(id = "audit", topics = "orders")
		void audit(String order) {
		}

	}

	static class RetryAsId extends Valid {

		@RobustListener(id = "payments-retry", topics = "bills")
		void again(String order) {
		}

	}

	static class OddId {

		@RobustListener(id = "pay ments", topics = "orders")
		void charge(String order) {
		}

	}

	static class WithoutTopics {

		@RobustListener(id = "payments")
		void charge(String order) {
		}

	}

	static class EmptyTopics {

		@RobustListener(id = "payments", topics = "${app.topics:}")
		void charge(String order) {
		}

	}

	static class WithoutConsumers {

		@RobustListener(id = "payments", topics = "orders", concurrency = "0")
		void charge(String order) {
		}

	}

	static class TakingABatch {

		@RobustListener(id = "payments", topics = "orders")
		void charge(List<ConsumerRecord<String, String>> orders) {
		}

	}

	static class TakingAnAcknowledgment {

		@RobustListener(id = "payments", topics = "orders")
		void charge(String order, Acknowledgment acknowledgment) {
		}

	}

	static class TakingTheConsumer {

		@RobustListener(id = "payments", topics = "orders")
		void charge(String order, Consumer<?, ?> consumer) {
		}

	}

	static class ReturningAFuture {

		@RobustListener(id = "payments", topics = "orders")
		CompletableFuture<String> charge(String order) {
			return CompletableFuture.completedFuture(order);
		}

	}

	static class WithDeadLetters extends Valid {

		@RobustDltHandler
		void letter(String order) {
		}

	}

	static class OnlyDeadLetters {

		@RobustDltHandler
		void letter(String order) {
		}

	}

	static class DeadLettersOfAnother extends Valid {

		@RobustDltHandler("shipping")
		void letter(String order) {
		}

	}

}
