package io.github.robustkafka.listener;

import java.lang.reflect.Proxy;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

import org.springframework.kafka.listener.RecordInterceptor;

/**
 * Calls the application's interceptor around each call of a handler, on the handler's
 * thread. The consumer belongs to another thread, so the interceptor gets one that
 * refuses everything.
 */
final class Interception {

	@SuppressWarnings("unchecked")
	private static final Consumer<Object, Object> REFUSING = (Consumer<Object, Object>) Proxy.newProxyInstance(
			Interception.class.getClassLoader(), new Class<?>[] { Consumer.class }, (proxy, method, args) -> {
				if (method.getDeclaringClass() == Object.class) {
					return method.invoke(Interception.class, args);
				}
				throw new IllegalStateException(
						"A RecordInterceptor of a @RobustListener cannot use the consumer: it runs on the handler's thread.");
			});

	private final RecordInterceptor<Object, Object> interceptor;

	Interception(RecordInterceptor<Object, Object> interceptor) {
		this.interceptor = interceptor;
	}

	void around(ConsumerRecord<Object, Object> record, Call call) throws Exception {
		ConsumerRecord<Object, Object> intercepted = this.interceptor.intercept(record, REFUSING);
		if (intercepted == null) {
			return;
		}
		try {
			call.with(intercepted);
			this.interceptor.success(intercepted, REFUSING);
		}
		catch (Exception ex) {
			this.interceptor.failure(intercepted, ex, REFUSING);
			throw ex;
		}
		finally {
			this.interceptor.afterRecord(intercepted, REFUSING);
		}
	}

	/**
	 * What is called with the record.
	 */
	@FunctionalInterface
	interface Call {

		void with(ConsumerRecord<Object, Object> record) throws Exception;

	}

}
