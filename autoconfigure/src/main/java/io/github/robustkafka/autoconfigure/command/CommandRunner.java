package io.github.robustkafka.autoconfigure.command;

import java.time.Duration;
import java.util.function.IntConsumer;

import org.springframework.context.ConfigurableApplicationContext;

import io.github.robustkafka.RobustKafkaStartException;
import io.github.robustkafka.sqlite.SqliteOutboxes;
import io.github.robustkafka.sqlite.SqliteSettings;

/**
 * Runs the command that an application was started for, before any of its beans is made,
 * or for {@code drain} before any of them is started. Then the process ends.
 */
public final class CommandRunner {

	private final CommandOutput output;

	private final IntConsumer exit;

	CommandRunner(CommandOutput output, IntConsumer exit) {
		this.output = output;
		this.exit = exit;
	}

	/**
	 * The runner of this process, which it ends.
	 */
	public CommandRunner() {
		this(CommandOutput.console(), System::exit);
	}

	/**
	 * Runs the command, or sees to it that it is run when the beans are made.
	 * @param command what to do
	 * @param settings which outbox
	 * @param timeout how long a drain may take
	 * @param context the application, not refreshed yet
	 */
	public void run(Command command, SqliteSettings settings, Duration timeout,
			ConfigurableApplicationContext context) {
		FileCommands files = new FileCommands(settings, this.output);
		try {
			switch (command) {
				case INSPECT -> this.exit.accept(files.inspect());
				case SALVAGE -> this.exit.accept(files.salvage());
				case DRAIN -> {
					this.output.entry("Outbox", "%s", SqliteOutboxes.requireFreeFile(settings.path()));
					context.getBeanFactory()
						.registerSingleton("lifecycleProcessor",
								new DrainLifecycle(context.getBeanFactory(), timeout, this.output, this.exit));
				}
			}
		}
		catch (RobustKafkaStartException ex) {
			this.output.failure(ex);
			this.exit.accept(1);
		}
	}

}
