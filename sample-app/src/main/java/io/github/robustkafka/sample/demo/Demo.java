package io.github.robustkafka.sample.demo;

import java.time.Clock;
import java.util.concurrent.CancellationException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;

import io.github.robustkafka.sample.broker.InProcessBroker;
import io.github.robustkafka.sample.demo.received.OrderReader;
import io.github.robustkafka.sample.demo.run.DemoProperties;
import io.github.robustkafka.sample.demo.run.DemoRun;
import io.github.robustkafka.sample.demo.run.RunFolder;

/**
 * The demonstration in the life of the application: begins when the shop is open, in a
 * thread of its own, and ends at once when the application does. Whatever goes wrong in
 * it, the shop stays open.
 */
public final class Demo {

	private static final Logger logger = LoggerFactory.getLogger(Demo.class);

	private final DemoProperties properties;

	private final RunFolder folder;

	private final SenderProcess sender;

	private final ObjectProvider<InProcessBroker> broker;

	private volatile boolean ending;

	Demo(DemoProperties properties, RunFolder folder, SenderProcess sender, ObjectProvider<InProcessBroker> broker) {
		this.properties = properties;
		this.folder = folder;
		this.sender = sender;
		this.broker = broker;
	}

	@EventListener
	void begin(ApplicationReadyEvent ready) {
		Class<?> mainClass = ready.getSpringApplication().getMainApplicationClass();
		new Thread(() -> show(mainClass, ready.getApplicationContext()), "demo").start();
	}

	@EventListener(ContextClosedEvent.class)
	void end() {
		this.ending = true;
		this.sender.close();
	}

	private void show(Class<?> mainClass, ConfigurableApplicationContext context) {
		boolean kept = tell(mainClass, context);
		if (this.ending) {
			return;
		}
		if (this.properties.exit()) {
			System.exit(SpringApplication.exit(context, () -> kept ? 0 : 1));
		}
		context.publishEvent(new DemoEndedEvent(this));
	}

	private boolean tell(Class<?> mainClass, ConfigurableApplicationContext context) {
		InProcessBroker running = this.broker.getIfAvailable();
		if (running == null) {
			return false;
		}
		Screen screen = Screen.standardOutput();
		Clock clock = Clock.systemUTC();
		SenderCommand command = new SenderCommand(mainClass, this.folder, running.address());
		try {
			DemoRun run = this.folder.open(this.properties, clock);
			try (OrderReader reader = new OrderReader(run, running.address())) {
				this.sender.ensureRunning(command);
				screen.say(Words.introduction(run, this.folder, port(context), this.sender.pid()));
				return new Story(screen, command, run, running, this.sender, reader, clock).tell();
			}
		}
		catch (CancellationException ex) {
			screen.hideBar();
			return false;
		}
		catch (RuntimeException ex) {
			if (!(ex instanceof StoryBrokenException)) {
				logger.error("The demonstration broke off", ex);
			}
			screen.say(Words.BROKEN.formatted(ex.getMessage()));
			return false;
		}
		finally {
			this.sender.close();
		}
	}

	private static String port(ConfigurableApplicationContext context) {
		return context.getEnvironment().getProperty("local.server.port", "8080");
	}

}
