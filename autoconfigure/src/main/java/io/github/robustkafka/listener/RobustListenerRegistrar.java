package io.github.robustkafka.listener;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.kafka.annotation.KafkaListenerAnnotationBeanPostProcessor;
import org.springframework.kafka.annotation.KafkaListenerConfigurer;
import org.springframework.kafka.config.KafkaListenerEndpointRegistrar;
import org.springframework.messaging.handler.annotation.support.MessageHandlerMethodFactory;

import io.github.robustkafka.RobustKafkaStartException;
import io.github.robustkafka.listener.RobustListenerBeanPostProcessor.Found;

/**
 * Registers the listeners that were found with Spring for Apache Kafka, and refuses those
 * that contradict one another.
 */
public final class RobustListenerRegistrar implements KafkaListenerConfigurer {

	private final RobustListenerBeanPostProcessor processor;

	private final RobustListeners listeners;

	private final ListenerSettingsSource source;

	private final KafkaListenerAnnotationBeanPostProcessor<?, ?> kafka;

	private final ConfigurableBeanFactory beans;

	private final AnnotationReader annotations;

	private final ListenerConflicts conflicts = new ListenerConflicts();

	private final Map<String, ListenerSettings> known = new HashMap<>();

	/**
	 * Creates a registrar.
	 * @param processor finds listeners
	 * @param listeners where they are added
	 * @param source knows their settings
	 * @param kafka knows how methods are called
	 * @param beans resolves texts and finds beans
	 */
	public RobustListenerRegistrar(RobustListenerBeanPostProcessor processor, RobustListeners listeners,
			ListenerSettingsSource source, KafkaListenerAnnotationBeanPostProcessor<?, ?> kafka,
			ConfigurableBeanFactory beans) {
		this.processor = processor;
		this.listeners = listeners;
		this.source = source;
		this.kafka = kafka;
		this.beans = beans;
		this.annotations = new AnnotationReader(beans);
	}

	@Override
	public void configureKafkaListeners(KafkaListenerEndpointRegistrar registrar) {
		this.processor.tell((found) -> register(found, registrar));
	}

	private void register(List<Found> found, KafkaListenerEndpointRegistrar registrar) {
		List<String> ofClass = new ArrayList<>();
		for (Found bean : found) {
			ofClass.clear();
			bean.listeners().forEach((method, annotation) -> {
				ListenerMethod handler = ListenerMethod.of(bean.bean(), method);
				ListenerSettings settings = this.source.settings(this.annotations.read(annotation));
				this.conflicts.refuse(settings, method);
				this.known.put(settings.id(), settings);
				ofClass.add(settings.id());
				add(settings, handler, registrar);
				addConfiguredHandler(settings, registrar);
			});
			bean.dltHandlers().forEach((method, annotation) -> {
				List<String> named = this.annotations.texts(annotation.value());
				addDeadLetterHandlers(bean, method, named.isEmpty() ? List.copyOf(ofClass) : named, registrar);
			});
		}
	}

	private void addConfiguredHandler(ListenerSettings listener, KafkaListenerEndpointRegistrar registrar) {
		String configured = listener.deadLetterHandler();
		if (configured != null) {
			ListenerMethod handler = ConfiguredHandler.find(listener.id(), configured, this.beans);
			addDeadLetterHandler(listener, handler, registrar);
		}
	}

	private void addDeadLetterHandlers(Found bean, Method method, List<String> ids,
			KafkaListenerEndpointRegistrar registrar) {
		ListenerMethod handler = ListenerMethod.of(bean.bean(), method);
		if (ids.isEmpty()) {
			throw new RobustKafkaStartException(
					"The method %s is a @RobustDltHandler, but its class %s has no @RobustListener and it names none."
						.formatted(method.getName(), bean.type().getName()),
					"Name the ids of the listeners whose dead letters it handles: @RobustDltHandler(\"payments\").");
		}
		for (String id : ids) {
			ListenerSettings listener = this.known.get(id);
			if (listener == null) {
				throw new RobustKafkaStartException(
						"The @RobustDltHandler %s names the listener '%s', which is not there; known are %s."
							.formatted(method, id, this.known.keySet()),
						"Correct the id, or let the listener's bean be made first (@DependsOn).");
			}
			addDeadLetterHandler(listener, handler, registrar);
		}
	}

	private void addDeadLetterHandler(ListenerSettings listener, ListenerMethod handler,
			KafkaListenerEndpointRegistrar registrar) {
		ListenerSettings settings = DeadLetterListener.of(listener);
		this.conflicts.refuse(settings, handler.method());
		add(settings, handler, registrar);
	}

	private void add(ListenerSettings settings, ListenerMethod handler, KafkaListenerEndpointRegistrar registrar) {
		MessageHandlerMethodFactory methods = this.kafka.getMessageHandlerMethodFactory();
		this.listeners.add(settings, ListenerEndpoints.of(settings, handler, methods, this.beans), registrar);
	}

}
