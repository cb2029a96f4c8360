package io.github.robustkafka.autoconfigure;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaTemplate;

import io.github.robustkafka.runtime.Outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link OutboxLifecycle}.
 */
class OutboxLifecycleTests {

	@TempDir
	Path directory;

	@Test
	void drainsWhenItStops() {
		Outbox outbox = mock(Outbox.class);
		OutboxLifecycle lifecycle = new OutboxLifecycle(outbox, new ListenerBeans(new DefaultListableBeanFactory()),
				"here");
		lifecycle.stop();
		then(outbox).should().drain();
		assertThat(lifecycle.isRunning()).isFalse();
	}

	@Test
	void startsFirstAndStopsLast() {
		OutboxLifecycle lifecycle = new OutboxLifecycle(mock(Outbox.class),
				new ListenerBeans(new DefaultListableBeanFactory()), "here");
		assertThat(lifecycle.getPhase()).isEqualTo(Integer.MIN_VALUE);
		assertThat(lifecycle.isAutoStartup()).isTrue();
		assertThat(lifecycle.isPauseable()).isFalse();
	}

	@Test
	void beansMaySendWhileTheyAreInitializedAndWhileTheyStop() {
		RobustContexts.in(this.directory).withUserConfiguration(EarlyAndLate.class).run((context) -> {
			assertThat(context.getBean(Outbox.class).writer().pending()).isEqualTo(1);
		});
		RobustContexts.in(this.directory)
			.run((context) -> assertThat(context.getBean(Outbox.class).writer().pending()).isEqualTo(3));
	}

	@Test
	void sendingAfterTheContextIsClosedIsRefused() {
		AtomicReference<KafkaTemplate<String, String>> template = new AtomicReference<>();
		RobustContexts.in(this.directory)
			.withUserConfiguration(EarlyAndLate.class)
			.run((context) -> template.set(context.getBean(Sender.class).template()));
		assertThatIllegalStateException().isThrownBy(() -> template.get().send("orders", "value"))
			.withMessageContaining("closed");
	}

	@Configuration(proxyBeanMethods = false)
	static class EarlyAndLate {

		@Bean
		Sender sender(KafkaTemplate<String, String> template) {
			template.send("orders", "while initialized");
			return new Sender(template);
		}

	}

	record Sender(KafkaTemplate<String, String> template) implements SmartLifecycle, DisposableBean {

		@Override
		public void start() {
		}

		@Override
		public void stop() {
			this.template.send("orders", "while stopping");
		}

		@Override
		public boolean isRunning() {
			return true;
		}

		@Override
		public void destroy() {
			this.template.send("orders", "while destroyed");
		}

	}

}
