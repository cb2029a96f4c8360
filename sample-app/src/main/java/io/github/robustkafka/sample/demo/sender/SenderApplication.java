package io.github.robustkafka.sample.demo.sender;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;

/**
 * Starts the sender: a small application without web, shop and broker. It ends at once
 * when its standard input does, so when the process that started it is gone.
 */
public final class SenderApplication {

	/** First argument of the process, and name of its profile. */
	public static final String ROLE = "sender";

	private SenderApplication() {
	}

	/**
	 * Whether a process was started to be the sender.
	 * @param arguments arguments of the process
	 * @return true for the sender
	 */
	public static boolean isMeantBy(String[] arguments) {
		return arguments.length > 0 && ROLE.equals(arguments[0]);
	}

	/**
	 * Runs the sender.
	 * @param arguments arguments of the process
	 */
	public static void run(String[] arguments) {
		FirstProcess first = FirstProcess.listen();
		SpringApplication application = new SpringApplication(SenderConfiguration.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setAdditionalProfiles(ROLE);
		application.addInitializers((context) -> context.getBeanFactory().registerSingleton("firstProcess", first));
		application.run(arguments);
	}

}
