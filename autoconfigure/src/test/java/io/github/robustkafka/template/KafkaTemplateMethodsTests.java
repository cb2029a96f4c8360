package io.github.robustkafka.template;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.core.KafkaTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What each method of {@link KafkaTemplate} does on a robust one. A version of Spring
 * Kafka may have fewer methods, but none that nobody has thought about.
 */
class KafkaTemplateMethodsTests {

	private static final String WORKS = "works";

	private static final String NO_TRANSACTIONS = "refuses: records go to Kafka outside of Kafka transactions";

	private static final Map<String, String> DECIDED = decided();

	private static Map<String, String> decided() {
		Map<String, String> decided = new TreeMap<>();
		Stream.of("afterSingletonsInstantiated()", "destroy()", "execute(ProducerCallback)", "flush()",
				"getDefaultTopic()", "getKafkaAdmin()", "getMessageConverter()", "getMicrometerTagsProvider()",
				"getProducerFactory()", "getTransactionIdPrefix()", "inTransaction()", "isAllowNonTransactional()",
				"isTransactional()", "metrics()", "onApplicationEvent(ContextStoppedEvent)", "partitionsFor(String)",
				"receive(Collection)", "receive(Collection, Duration)", "receive(String, int, long)",
				"receive(String, int, long, Duration)", "send(Message)", "send(ProducerRecord)",
				"send(String, Integer, Long, Object, Object)", "send(String, Integer, Object, Object)",
				"send(String, Object)", "send(String, Object, Object)", "sendDefault(Integer, Long, Object, Object)",
				"sendDefault(Integer, Object, Object)", "sendDefault(Object)", "sendDefault(Object, Object)",
				"setAllowNonTransactional(boolean)", "setApplicationContext(ApplicationContext)", "setBeanName(String)",
				"setCloseTimeout(Duration)", "setConsumerFactory(ConsumerFactory)", "setDefaultTopic(String)",
				"setKafkaAdmin(KafkaAdmin)", "setMessageConverter(RecordMessageConverter)",
				"setMessagingConverter(SmartMessageConverter)", "setMicrometerEnabled(boolean)",
				"setMicrometerTags(Map)", "setMicrometerTagsProvider(Function)",
				"setObservationConvention(KafkaTemplateObservationConvention)", "setObservationEnabled(boolean)",
				"setObservationRegistry(ObservationRegistry)", "setProducerInterceptor(ProducerInterceptor)",
				"setProducerListener(ProducerListener)", "setTransactionIdPrefix(String)", "supportsAsyncExecution()")
			.forEach((method) -> decided.put(method, WORKS));
		decided.put("executeInTransaction(OperationsCallback)", NO_TRANSACTIONS);
		decided.put("sendOffsetsToTransaction(Map, ConsumerGroupMetadata)", NO_TRANSACTIONS);
		return decided;
	}

	@Test
	void eachMethodIsDecided() {
		assertThat(methods().map(KafkaTemplateMethodsTests::signature)
			.distinct()
			.filter((each) -> !DECIDED.containsKey(each)))
			.as("methods that are new in Spring Kafka: decide whether a robust template can do them, and test it")
			.isEmpty();
	}

	@Test
	void whatRefusesIsOverriddenAndDocumented() {
		assertThat(methods().filter((method) -> !WORKS.equals(DECIDED.get(signature(method))))).isNotEmpty()
			.allSatisfy((method) -> assertThat(
					RobustKafkaTemplate.class.getMethod(method.getName(), method.getParameterTypes()))
				.extracting(Method::getDeclaringClass)
				.isEqualTo(RobustKafkaTemplate.class));
	}

	private static Stream<Method> methods() {
		return Stream.of(KafkaTemplate.class, KafkaOperations.class)
			.flatMap((type) -> Arrays.stream(type.getMethods()))
			.filter((method) -> method.getDeclaringClass() != Object.class && !method.isBridge());
	}

	private static String signature(Method method) {
		return method.getName() + Arrays.stream(method.getParameterTypes())
			.map(Class::getSimpleName)
			.collect(Collectors.joining(", ", "(", ")"));
	}

}
