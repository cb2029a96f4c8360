package io.github.robustkafka.sample.demo;

import org.springframework.context.ApplicationEvent;

/**
 * The demonstration is over, or was not possible; the shop stays open.
 */
public class DemoEndedEvent extends ApplicationEvent {

	DemoEndedEvent(Demo demo) {
		super(demo);
	}

}
