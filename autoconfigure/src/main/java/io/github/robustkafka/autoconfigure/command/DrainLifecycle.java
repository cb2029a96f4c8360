package io.github.robustkafka.autoconfigure.command;

import java.time.Duration;
import java.util.function.IntConsumer;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.support.DefaultLifecycleProcessor;

import io.github.robustkafka.runtime.Outbox;

/**
 * Takes the place of what starts the beans of an application: starts none of them, drains
 * the outbox and ends the process. So neither listeners nor schedulers nor runners of the
 * application come to work.
 */
final class DrainLifecycle extends DefaultLifecycleProcessor {

	private final BeanFactory beans;

	private final Duration timeout;

	private final CommandOutput output;

	private final IntConsumer exit;

	DrainLifecycle(BeanFactory beans, Duration timeout, CommandOutput output, IntConsumer exit) {
		setBeanFactory(beans);
		this.beans = beans;
		this.timeout = timeout;
		this.output = output;
		this.exit = exit;
	}

	@Override
	public void onRefresh() {
		this.exit.accept(new Drain(this.beans.getBean(Outbox.class), this.timeout, this.output).run());
	}

}
