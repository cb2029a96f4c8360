package io.github.robustkafka.benchmark.startup;

import java.io.FileDescriptor;
import java.io.FileOutputStream;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A Spring Boot application that does nothing: what it has is decided by its class path.
 * It says on standard output that it has started, and ends with its standard input.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class EmptyApplication {

	static final char STARTED = '!';

	/**
	 * Runs the application.
	 * @param args settings
	 * @throws Exception when it does not start
	 */
	public static void main(String[] args) throws Exception {
		try (ConfigurableApplicationContext context = SpringApplication.run(EmptyApplication.class, args)) {
			new FileOutputStream(FileDescriptor.out).write(STARTED);
			while (System.in.read() >= 0) {
				context.isActive();
			}
		}
	}

}
