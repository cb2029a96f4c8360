package io.github.robustkafka.listener;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.kafka.config.MethodKafkaListenerEndpoint;
import org.springframework.kafka.listener.adapter.RecordFilterStrategy;
import org.springframework.messaging.handler.annotation.support.MessageHandlerMethodFactory;

import io.github.robustkafka.retry.TopicChain;

/**
 * What Spring makes a listener's containers from.
 *
 * @param main for the main topics
 * @param retry for the retry topics, or null if there are none
 */
record ListenerEndpoints(MethodKafkaListenerEndpoint<Object, Object> main,
		@Nullable MethodKafkaListenerEndpoint<Object, Object> retry) {

	static final String RETRY = "-retry";

	static ListenerEndpoints of(ListenerSettings settings, ListenerMethod method, MessageHandlerMethodFactory methods,
			BeanFactory beans) {
		List<TopicChain> chains = settings.rules().chains().all();
		MethodKafkaListenerEndpoint<Object, Object> main = endpoint(settings, method, methods, beans);
		main.setTopics(chains.stream().map(TopicChain::main).toArray(String[]::new));
		Integer concurrency = settings.container().concurrency();
		if (concurrency != null) {
			main.setConcurrency(concurrency);
		}
		main.setConsumerProperties(settings.container().properties());
		String[] retryTopics = chains.stream().flatMap((chain) -> chain.retryTopics().stream()).toArray(String[]::new);
		if (retryTopics.length == 0) {
			return new ListenerEndpoints(main, null);
		}
		MethodKafkaListenerEndpoint<Object, Object> retry = endpoint(settings, method, methods, beans);
		retry.setId(retryId(settings));
		retry.setGroupId(settings.rules().group() + RETRY);
		retry.setTopics(retryTopics);
		retry.setConcurrency(1);
		retry.setConsumerProperties(RobustContainers.fromTheBeginning(settings.container().properties()));
		return new ListenerEndpoints(main, retry);
	}

	static String retryId(ListenerSettings settings) {
		return settings.id() + RETRY;
	}

	@SuppressWarnings("unchecked")
	private static MethodKafkaListenerEndpoint<Object, Object> endpoint(ListenerSettings settings,
			ListenerMethod method, MessageHandlerMethodFactory methods, BeanFactory beans) {
		MethodKafkaListenerEndpoint<Object, Object> endpoint = new MethodKafkaListenerEndpoint<>();
		endpoint.setId(settings.id());
		endpoint.setGroupId(settings.rules().group());
		endpoint.setBean(method.bean());
		endpoint.setMethod(method.method());
		endpoint.setBeanFactory(beans);
		endpoint.setMessageHandlerMethodFactory(methods);
		endpoint.setBatchListener(false);
		endpoint.setAutoStartup(false);
		String filter = settings.container().filter();
		if (filter != null) {
			endpoint.setRecordFilterStrategy(beans.getBean(filter, RecordFilterStrategy.class));
		}
		return endpoint;
	}

}
