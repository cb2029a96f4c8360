package io.github.robustkafka.listener;

import java.nio.file.Path;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.BeanDefinitionHolder;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.github.robustkafka.autoconfigure.RobustContexts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Listeners in beans that are proxies, lazy, or no singletons.
 */
class ListenerBeanKindsTests {

	@TempDir
	private Path directory;

	private ApplicationContextRunner contexts() {
		return RobustContexts.in(this.directory).withPropertyValues("robust.kafka.listener.auto-startup=false");
	}

	@Test
	void aProxyOfTheClassIsCalledThroughItsAdvice() {
		Advised advised = new Advised();
		contexts().withBean(Payments.class, () -> advised.proxy(new Payments(), true)).run((context) -> {
			Handling.handle(context, "payments", "order 1");
			assertThat(advised.calls).containsExactly("charge");
		});
	}

	@Test
	void aProxyOfItsInterfacesIsCalledThroughItsAdvice() {
		Advised advised = new Advised();
		contexts().withBean("charging", Charging.class, () -> advised.proxy(new ChargingPayments(), false))
			.run((context) -> {
				Handling.handle(context, "payments", "order 1");
				assertThat(advised.calls).containsExactly("charge");
			});
	}

	@Test
	void aProxyThatHidesTheMethodIsRefused() {
		contexts().withBean("runnable", Runnable.class, () -> new Advised().proxy(new Hidden(), false))
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("Hidden.charge cannot be a @RobustListener")
				.hasMessageContaining("shows interfaces only"));
	}

	@Test
	void aLazyBeanListensWhenItIsMade() {
		contexts().withBean(Payments.class, Payments::new, (definition) -> definition.setLazyInit(true))
			.run((context) -> {
				assertThat(context.getBean(RobustListeners.class).all()).isEmpty();
				context.getBean(Payments.class);
				assertThat(context.getBean(RobustListeners.class).all()).hasSize(1);
				assertThat(Handling.container(context, "payments").isRunning()).as("auto-startup is false").isFalse();
				assertThat(Handling.container(context, "payments-retry").isRunning()).isFalse();
				Handling.handle(context, "payments", "order 1");
			});
	}

	@Test
	void aScopedBeanIsCalledThroughItsProxy() {
		contexts().withInitializer((context) -> {
			RootBeanDefinition target = new RootBeanDefinition(Payments.class);
			target.setScope("prototype");
			BeanDefinitionRegistry registry = (BeanDefinitionRegistry) context.getBeanFactory();
			BeanDefinitionHolder proxy = ScopedProxyUtils.createScopedProxy(new BeanDefinitionHolder(target, "paying"),
					registry, true);
			registry.registerBeanDefinition(proxy.getBeanName(), proxy.getBeanDefinition());
		}).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean("paying")).isInstanceOf(Payments.class);
			assertThat(context.getBean(RobustListeners.class).all()).hasSize(1);
			Handling.handle(context, "payments", "order 1");
			assertThat(context.getBean(RobustListeners.class).all()).as("its target is no further listener").hasSize(1);
		});
	}

	@Test
	void aSecondBeanOfAPrototypeIsRefused() {
		contexts().withBean(Payments.class, Payments::new, (definition) -> definition.setScope("prototype"))
			.run((context) -> {
				assertThat(context.getBean(RobustListeners.class).all()).isEmpty();
				context.getBean(Payments.class);
				assertThatException().isThrownBy(() -> context.getBean(Payments.class))
					.withMessageContaining("Two listeners have the id 'payments'");
			});
	}

	static class Payments {

		@RobustListener(id = "payments", topics = "orders")
		void charge(String order) {
		}

	}

	interface Charging {

		void charge(String order);

	}

	static class ChargingPayments implements Charging {

		@Override
		@RobustListener(id = "payments", topics = "orders")
		public void charge(String order) {
		}

	}

	static class Hidden implements Runnable {

		@RobustListener(id = "payments", topics = "orders")
		void charge(String order) {
		}

		@Override
		public void run() {
		}

	}

	/**
	 * Proxies as transactions make them.
	 */
	static final class Advised {

		final ConcurrentLinkedQueue<String> calls = new ConcurrentLinkedQueue<>();

		@SuppressWarnings("unchecked")
		<T> T proxy(Object target, boolean ofTheClass) {
			ProxyFactory proxies = new ProxyFactory(target);
			proxies.setProxyTargetClass(ofTheClass);
			proxies.addAdvice((MethodInterceptor) (invocation) -> {
				if (invocation.getMethod().getName().equals("charge")) {
					this.calls.add(invocation.getMethod().getName());
				}
				return invocation.proceed();
			});
			return (T) proxies.getProxy();
		}

	}

}
