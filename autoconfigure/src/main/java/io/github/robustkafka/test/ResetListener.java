package io.github.robustkafka.test;

import org.springframework.context.ApplicationContext;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

/**
 * Lets each test method begin with an empty outbox and without faults.
 */
final class ResetListener implements TestExecutionListener {

	@Override
	public void beforeTestMethod(TestContext testContext) {
		if (testContext.hasApplicationContext()) {
			ApplicationContext context = testContext.getApplicationContext();
			context.getBeanProvider(FaultSwitches.class).ifAvailable(FaultSwitches::reset);
			context.getBeanProvider(ManualRelay.class).ifAvailable(ManualRelay::reset);
			context.getBeanProvider(SentObjects.class).ifAvailable(SentObjects::reset);
		}
	}

}
