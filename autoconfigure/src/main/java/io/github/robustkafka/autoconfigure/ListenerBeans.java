package io.github.robustkafka.autoconfigure;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;

import io.github.robustkafka.outbox.OutboxListener;
import io.github.robustkafka.relay.ProducerSource;

/**
 * The application's {@link OutboxListener} beans. They may need a template, which needs
 * the outbox, which needs them: so they are fetched when all beans are there, and until
 * then the relay gets no producer, lest an outcome be committed that no listener heard
 * of. Without such beans nothing waits.
 */
final class ListenerBeans {

	private static final Logger logger = LoggerFactory.getLogger(ListenerBeans.class);

	private static final int PATIENCE_SECONDS = 10;

	private final ObjectProvider<OutboxListener> beans;

	private final List<String> names;

	private final CountDownLatch settled = new CountDownLatch(1);

	private volatile List<OutboxListener> listeners = List.of();

	private volatile boolean released;

	ListenerBeans(ListableBeanFactory beanFactory) {
		this.beans = beanFactory.getBeanProvider(OutboxListener.class);
		this.names = List
			.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beanFactory, OutboxListener.class, true, false));
	}

	/**
	 * What the outbox shall tell.
	 */
	List<OutboxListener> listeners() {
		return this.names.isEmpty() ? List.of() : List.of(new LateListener());
	}

	/**
	 * The source, held back until the listeners are there.
	 */
	ProducerSource holdBack(ProducerSource source) {
		return this.names.isEmpty() ? source : new HeldBackSource(source);
	}

	/**
	 * All beans are there.
	 */
	void fetch() {
		this.listeners = this.beans.orderedStream().toList();
		this.settled.countDown();
	}

	/**
	 * Nobody shall wait any longer: the context closes, or never came up.
	 */
	void release() {
		this.released = this.settled.getCount() > 0;
		this.settled.countDown();
	}

	private void await() {
		try {
			if (!this.settled.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
				logger.warn(
						"Records are not published before the application context is up, because their outcomes go to the OutboxListener beans {}. If a bean waits for the future of a send while the context starts, let it wait in an ApplicationRunner instead.",
						this.names);
				this.settled.await();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while the application context starts", ex);
		}
		if (this.released) {
			throw new IllegalStateException("The application context closes");
		}
	}

	/**
	 * Passes outcomes on; a listener that throws does not keep them from the others.
	 */
	private final class LateListener implements OutboxListener {

		@Override
		public void acknowledged(SentRecord record, int partition, long offset) {
			tell((listener) -> listener.acknowledged(record, partition, offset));
		}

		@Override
		public void failed(SentRecord record, String reason) {
			tell((listener) -> listener.failed(record, reason));
		}

		private void tell(Consumer<OutboxListener> outcome) {
			for (OutboxListener listener : ListenerBeans.this.listeners) {
				try {
					outcome.accept(listener);
				}
				catch (Exception ex) {
					logger.error("The OutboxListener {} failed. The record is not affected.",
							listener.getClass().getName(), ex);
				}
			}
		}

	}

	private final class HeldBackSource implements ProducerSource {

		private final ProducerSource source;

		private HeldBackSource(ProducerSource source) {
			this.source = source;
		}

		@Override
		public Producer<byte[], byte[]> create() {
			await();
			return this.source.create();
		}

		@Override
		public void closed(Producer<byte[], byte[]> producer) {
			this.source.closed(producer);
		}

	}

}
