package io.github.robustkafka.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

import io.github.robustkafka.listener.ListenerSettings;

/**
 * The threads of listeners: those of their handlers, and one for delays.
 */
final class ListenerThreads implements DisposableBean {

	private static final String NAME = "robust-kafka-";

	private static final int KEEP_ALIVE_SECONDS = 30;

	private final BeanFactory beans;

	private final boolean virtual;

	private final ScheduledThreadPoolExecutor timer;

	private final List<ThreadPoolExecutor> pools = new ArrayList<>();

	ListenerThreads(BeanFactory beans, boolean virtual) {
		this.beans = beans;
		this.virtual = virtual;
		CustomizableThreadFactory threads = new CustomizableThreadFactory(NAME + "listener-timer-");
		threads.setDaemon(true);
		this.timer = new ScheduledThreadPoolExecutor(1, threads);
		this.timer.setRemoveOnCancelPolicy(true);
		this.timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
	}

	ScheduledExecutorService timer() {
		return this.timer;
	}

	/** Returns where the handlers of a listener run: a bean, or threads of its own. */
	Executor executor(@Nullable String bean, ListenerSettings settings) {
		if (bean != null) {
			return this.beans.getBean(bean, Executor.class);
		}
		String prefix = NAME + settings.id() + "-";
		if (this.virtual) {
			SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor(prefix);
			executor.setVirtualThreads(true);
			return executor;
		}
		int most = settings.dispatch().maxInFlight();
		ThreadPoolExecutor pool = new ThreadPoolExecutor(most, most, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), new CustomizableThreadFactory(prefix));
		pool.allowCoreThreadTimeOut(true);
		this.pools.add(pool);
		return pool;
	}

	@Override
	public void destroy() {
		this.timer.shutdownNow();
		this.pools.forEach(ThreadPoolExecutor::shutdown);
	}

}
