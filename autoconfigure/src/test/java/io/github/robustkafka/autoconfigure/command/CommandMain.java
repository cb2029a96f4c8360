package io.github.robustkafka.autoconfigure.command;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

import io.github.robustkafka.listener.RobustListener;

/**
 * An application that fails when anything of its own comes to work.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableScheduling
class CommandMain {

	public static void main(String[] args) {
		SpringApplication.run(CommandMain.class, args);
		Runtime.getRuntime().halt(50);
	}

	private static void work(int code) {
		Runtime.getRuntime().halt(code);
	}

	@Bean
	InitializingBean warmingUp() {
		return () -> work(51);
	}

	@Bean
	ApplicationRunner importer() {
		return (arguments) -> work(52);
	}

	@Bean
	Poller poller() {
		return new Poller();
	}

	@KafkaListener(id = "plain", topics = "plain")
	void plain(String text) {
		work(53);
	}

	@RobustListener(id = "robust", topics = "robust")
	void robust(String text) {
		work(54);
	}

	@Scheduled(fixedDelay = 1)
	void tick() {
		work(55);
	}

	/**
	 * A bean that is started with the application.
	 */
	static final class Poller implements SmartLifecycle {

		@Override
		public void start() {
			work(56);
		}

		@Override
		public void stop() {
		}

		@Override
		public boolean isRunning() {
			return false;
		}

	}

}
