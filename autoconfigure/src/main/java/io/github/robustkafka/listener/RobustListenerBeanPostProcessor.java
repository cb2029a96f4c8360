package io.github.robustkafka.listener;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.MethodIntrospector.MetadataLookup;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;

/**
 * Finds the methods of beans that are listeners. Those found before there is somebody to
 * tell are kept; those of beans that are made later are told at once.
 */
public final class RobustListenerBeanPostProcessor implements BeanPostProcessor, Ordered {

	private final Set<Class<?>> without = ConcurrentHashMap.newKeySet();

	private final List<Found> found = new ArrayList<>();

	private @Nullable Consumer<List<Found>> told;

	@Override
	public int getOrder() {
		// After proxies are made, as Spring's own processor.
		return LOWEST_PRECEDENCE;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		Class<?> type = AopProxyUtils.ultimateTargetClass(bean);
		// The target of a scoped proxy is called through the proxy, which is found as
		// well.
		if (ScopedProxyUtils.isScopedTarget(beanName) || this.without.contains(type)
				|| !AnnotationUtils.isCandidateClass(type, List.of(RobustListener.class, RobustDltHandler.class))) {
			return bean;
		}
		Map<Method, RobustListener> listeners = methods(type, RobustListener.class);
		Map<Method, RobustDltHandler> handlers = methods(type, RobustDltHandler.class);
		if (listeners.isEmpty() && handlers.isEmpty()) {
			this.without.add(type);
		}
		else {
			add(new Found(bean, type, listeners, handlers));
		}
		return bean;
	}

	private static <A extends Annotation> Map<Method, A> methods(Class<?> type, Class<A> annotation) {
		MetadataLookup<A> lookup = (method) -> AnnotatedElementUtils.findMergedAnnotation(method, annotation);
		return MethodIntrospector.selectMethods(type, lookup);
	}

	private synchronized void add(Found bean) {
		if (this.told != null) {
			this.told.accept(List.of(bean));
		}
		else {
			this.found.add(bean);
		}
	}

	/**
	 * Tells what was found so far, and from now on each further bean at once.
	 * @param consumer who is told
	 */
	synchronized void tell(Consumer<List<Found>> consumer) {
		this.told = consumer;
		consumer.accept(List.copyOf(this.found));
		this.found.clear();
	}

	/**
	 * Whether listeners were found that nobody was told of.
	 * @return true if there are some
	 */
	public synchronized boolean hasUntold() {
		return !this.found.isEmpty();
	}

	/**
	 * A bean with listeners.
	 *
	 * @param bean the bean
	 * @param type its class, behind proxies
	 * @param listeners its listeners
	 * @param dltHandlers its handlers of dead letters
	 */
	record Found(Object bean, Class<?> type, Map<Method, RobustListener> listeners,
			Map<Method, RobustDltHandler> dltHandlers) {
	}

}
