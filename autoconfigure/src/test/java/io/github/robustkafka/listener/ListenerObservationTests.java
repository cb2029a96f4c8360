package io.github.robustkafka.listener;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.kafka.support.micrometer.KafkaRecordReceiverContext;

import io.github.robustkafka.autoconfigure.RobustContexts;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each call of a handler is observed, on the thread of the handler.
 */
class ListenerObservationTests {

	@TempDir
	private Path directory;

	private final Contexts seen = new Contexts();

	private ApplicationContextRunner contexts(String property) {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(this.seen);
		return RobustContexts.in(this.directory)
			.withBean(ObservationRegistry.class, () -> registry)
			.withBean(Payments.class, () -> new Payments(registry))
			.withPropertyValues(property + "=true", "robust.kafka.listeners.payments.auto-startup=false");
	}

	@Test
	void theObservationSurroundsTheHandlerOnItsThread() {
		contexts("spring.kafka.listener.observation-enabled").run((context) -> {
			Handling.handle(context, "payments", "tea");
			Observation current = context.getBean(Payments.class).current;
			assertThat(current).isNotNull();
			assertThat(this.seen.stopped).singleElement().isSameAs(current.getContext());
			KafkaRecordReceiverContext receiver = (KafkaRecordReceiverContext) this.seen.stopped.get(0);
			assertThat(receiver.getListenerId()).isEqualTo("payments");
			assertThat(receiver.getRecord().value()).isEqualTo("tea");
		});
	}

	@Test
	void nothingIsObservedUnlessThePropertyOfListenersSaysSo() {
		contexts("spring.kafka.template.observation-enabled").run((context) -> {
			Handling.handle(context, "payments", "tea");
			assertThat(context.getBean(Payments.class).called).isTrue();
			assertThat(context.getBean(Payments.class).current).isNull();
			assertThat(this.seen.stopped).isEmpty();
		});
	}

	static class Contexts implements ObservationHandler<Observation.Context> {

		final List<Observation.Context> stopped = new CopyOnWriteArrayList<>();

		@Override
		public void onStop(Observation.Context context) {
			this.stopped.add(context);
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

	static class Payments {

		private final ObservationRegistry registry;

		volatile @Nullable Observation current;

		volatile boolean called;

		Payments(ObservationRegistry registry) {
			this.registry = registry;
		}

		@RobustListener(id = "payments", topics = "orders")
		void charge(String order) {
			this.current = this.registry.getCurrentObservation();
			this.called = true;
		}

	}

}
