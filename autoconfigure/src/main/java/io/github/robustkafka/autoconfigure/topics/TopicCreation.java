package io.github.robustkafka.autoconfigure.topics;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.BeansException;
import org.springframework.beans.DirectFieldAccessor;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.KafkaAdmin;

/**
 * Creates the topics of {@link NewTopic} beans in the place of {@link KafkaAdmin}, which
 * without a broker holds up the start for half a minute and then never creates them. Here
 * they are created beside the start and as soon as Kafka answers; with a broker that does
 * so at once, before listeners start. An admin that was told not to create topics, or to
 * fail without a broker, is left alone.
 */
public final class TopicCreation implements BeanPostProcessor, BeanFactoryAware, SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(TopicCreation.class);

	private static final String AUTO_CREATE = "autoCreate";

	private static final String FATAL = "fatalIfBrokerNotAvailable";

	private static final String INITIALIZING = "initializingContext";

	/**
	 * The private fields of {@link KafkaAdmin} that are looked at.
	 */
	public static final List<String> FIELDS_OF_ADMIN = List.of(AUTO_CREATE, FATAL, INITIALIZING);

	private final List<KafkaAdmin> admins = new CopyOnWriteArrayList<>();

	private @Nullable ListableBeanFactory beanFactory;

	private volatile @Nullable TopicCreator creator;

	@Override
	public void setBeanFactory(BeanFactory beanFactory) throws BeansException {
		this.beanFactory = (ListableBeanFactory) beanFactory;
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		if (bean instanceof KafkaAdmin admin && takesOver(admin, beanName)) {
			admin.setAutoCreate(false);
			this.admins.add(admin);
		}
		return bean;
	}

	/**
	 * The fields have no getters; an admin whose fields we do not find works as it always
	 * did.
	 */
	private static boolean takesOver(KafkaAdmin admin, String beanName) {
		DirectFieldAccessor fields = new DirectFieldAccessor(admin);
		if (!fields.isReadableProperty(AUTO_CREATE) || !fields.isReadableProperty(FATAL)
				|| !fields.isWritableProperty(INITIALIZING)) {
			logger.debug("KafkaAdmin '{}' creates topics itself: this version of Spring Kafka is not known.", beanName);
			return false;
		}
		return Boolean.TRUE.equals(fields.getPropertyValue(AUTO_CREATE))
				&& Boolean.FALSE.equals(fields.getPropertyValue(FATAL));
	}

	@Override
	public synchronized void start() {
		List<KafkaAdmin> busy = this.admins.stream().filter(this::mayHaveTopics).toList();
		if (this.creator == null && !busy.isEmpty()) {
			busy.forEach(TopicCreation::letFailuresThrow);
			this.creator = new TopicCreator(busy);
			this.creator.start();
		}
	}

	private boolean mayHaveTopics(KafkaAdmin admin) {
		ListableBeanFactory beans = this.beanFactory;
		return admin.getClass() != KafkaAdmin.class || beans == null
				|| beans.getBeanNamesForType(NewTopic.class, false, false).length > 0
				|| beans.getBeanNamesForType(KafkaAdmin.NewTopics.class, false, false).length > 0;
	}

	/**
	 * While the context starts, a failed {@code initialize()} only logs an error and
	 * looks like one that had nothing to do.
	 */
	private static void letFailuresThrow(KafkaAdmin admin) {
		new DirectFieldAccessor(admin).setPropertyValue(INITIALIZING, false);
	}

	@Override
	public synchronized void stop() {
		TopicCreator running = this.creator;
		this.creator = null;
		if (running != null) {
			running.close();
		}
	}

	@Override
	public boolean isRunning() {
		return this.creator != null;
	}

	/**
	 * Before all that uses topics.
	 */
	@Override
	public int getPhase() {
		return Integer.MIN_VALUE + 1;
	}

}
