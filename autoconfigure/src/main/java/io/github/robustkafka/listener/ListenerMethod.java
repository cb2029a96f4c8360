package io.github.robustkafka.listener;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.KotlinDetector;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.kafka.support.Acknowledgment;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.util.ClassUtils;

import io.github.robustkafka.RobustKafkaStartException;

/**
 * A method of a bean that handles records.
 *
 * @param bean the bean, a proxy if it is one
 * @param method the method to call
 */
public record ListenerMethod(Object bean, Method method) {

	private static final List<Class<?>> NOT_OURS = List.of(Acknowledgment.class, Consumer.class, ConsumerRecords.class);

	/**
	 * Finds the method on a proxy and refuses what would lose records.
	 * @param bean the bean
	 * @param declared the method where it is declared
	 * @return the method
	 * @throws RobustKafkaStartException if the method cannot be a handler
	 */
	public static ListenerMethod of(Object bean, Method declared) {
		refuseAsynchronous(declared);
		refuseReply(declared);
		for (Parameter parameter : declared.getParameters()) {
			refuseParameter(declared, parameter);
		}
		return new ListenerMethod(bean, invocable(bean, declared));
	}

	private static Method invocable(Object bean, Method declared) {
		if (!AopUtils.isJdkDynamicProxy(bean)) {
			return AopUtils.selectInvocableMethod(declared, bean.getClass());
		}
		try {
			return AopUtils.selectInvocableMethod(declared, bean.getClass());
		}
		catch (IllegalStateException ex) {
			throw refused(declared, "its bean is a proxy that shows interfaces only, and none has this method",
					"Declare the method in an interface of the bean, or set spring.aop.proxy-target-class=true.");
		}
	}

	private static void refuseAsynchronous(Method method) {
		Class<?> type = method.getReturnType();
		boolean asynchronous = Future.class.isAssignableFrom(type) || CompletionStage.class.isAssignableFrom(type)
				|| ReactiveAdapterRegistry.getSharedInstance().getAdapter(type) != null
				|| KotlinDetector.isSuspendingFunction(method);
		if (asynchronous) {
			throw refused(method,
					"it returns %s: the record would be finished before the work is".formatted(type.getSimpleName()),
					"Do the work before the method returns. Records of different keys are handled in parallel; raise max-in-flight, or set spring.threads.virtual.enabled=true.");
		}
	}

	private static void refuseReply(Method method) {
		boolean replies = AnnotatedElementUtils.hasAnnotation(method, SendTo.class)
				|| AnnotatedElementUtils.hasAnnotation(method.getDeclaringClass(), SendTo.class);
		if (replies) {
			throw refused(method, "it has @SendTo: a reply that cannot be sent would be lost without a word",
					"Send the reply inside the method, with KafkaTemplate: if that throws, the record is tried again.");
		}
		if (method.getReturnType() == Object.class) {
			throw refused(method,
					"it returns Object, which may be a future: the record would be finished before the work is",
					"Return void.");
		}
	}

	private static void refuseParameter(Method method, Parameter parameter) {
		Class<?> type = parameter.getType();
		if (NOT_OURS.stream().anyMatch((refused) -> refused.isAssignableFrom(type) && type != Object.class)) {
			throw refused(method,
					"its parameter of type %s is not given to a @RobustListener".formatted(type.getSimpleName()),
					"Remove the parameter: a record is acknowledged when the method returns, and is tried again when it throws.");
		}
		boolean batch = List.class.isAssignableFrom(type) && parameter.getParameterizedType()
			.getTypeName()
			.matches(".*<.*(" + ConsumerRecord.class.getSimpleName()
					+ "|org\\.springframework\\.messaging\\.Message)\\b.*>");
		if (batch) {
			throw refused(method, "its parameter %s takes a batch".formatted(parameter.getParameterizedType()),
					"Take one record: the listener is called in parallel, so a batch gains nothing.");
		}
	}

	private static RobustKafkaStartException refused(Method method, String what, String action) {
		return new RobustKafkaStartException("The method %s cannot be a @RobustListener: %s."
			.formatted(ClassUtils.getQualifiedMethodName(method), what), action);
	}

}
