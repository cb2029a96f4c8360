package io.github.robustkafka.proof.broker;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import io.github.robustkafka.autoconfigure.RobustKafkaAutoConfiguration;
import io.github.robustkafka.autoconfigure.RobustKafkaTemplateAutoConfiguration;
import io.github.robustkafka.outbox.OutboxListener;
import io.github.robustkafka.runtime.Outbox;
import io.github.robustkafka.template.RobustKafkaTemplate;

/**
 * A Spring Boot application whose threads send one record after the other. It is told
 * what to do on standard input, answers on standard output, and ends when whoever started
 * it is gone.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({ KafkaAutoConfiguration.class, RobustKafkaAutoConfiguration.class,
		RobustKafkaTemplateAutoConfiguration.class })
class LoadApplication {

	/**
	 * Begin of the lines that are answers.
	 */
	static final String ANSWER = "LOAD ";

	private static final FileOutputStream OUTPUT = new FileOutputStream(FileDescriptor.out);

	@Bean
	LoadLog loadLog(Environment environment) {
		return new LoadLog(Path.of(environment.getRequiredProperty("load.log")));
	}

	@Bean
	OutboxListener outcomes(LoadLog log) {
		return new OutboxListener() {

			@Override
			public void acknowledged(SentRecord record, int partition, long offset) {
				log.write(LoadLog.Event.ACKNOWLEDGED, record.context() + " " + record.recordId());
			}

			@Override
			public void failed(SentRecord record, String reason) {
				log.write(LoadLog.Event.FAILED, record.context() + " " + record.recordId());
			}

		};
	}

	@Bean
	Load load(RobustKafkaTemplate<String, String> template, LoadLog log, Environment environment) {
		return new Load(template, log, environment.getRequiredProperty("load.topics").split(","),
				environment.getProperty("load.first", Long.class, 0L));
	}

	/**
	 * Starts the application and does as it is told.
	 * @param args properties of the application
	 * @throws IOException when standard input breaks
	 */
	public static void main(String[] args) throws IOException {
		ConfigurableApplicationContext context = new SpringApplicationBuilder(LoadApplication.class)
			.web(WebApplicationType.NONE)
			.run(args);
		Load load = context.getBean(Load.class);
		load.start();
		answer("started");
		BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String line = commands.readLine(); line != null; line = commands.readLine()) {
			String[] words = line.split(" ");
			switch (words[0]) {
				case "status" -> answer(status(context.getBean(Outbox.class), load));
				case "pause" -> load.pause();
				case "resume" -> load.resume();
				case "large" -> load.sendLarge(words[1], Integer.parseInt(words[2]));
				case "retry" -> context.getBean(Outbox.class).failedRecords().retryAll();
				case "close" -> {
					context.close();
					Runtime.getRuntime().halt(0);
				}
				default -> throw new IllegalArgumentException(line);
			}
		}
		Runtime.getRuntime().halt(2);
	}

	/**
	 * With one write, so that no other output comes between.
	 */
	private static void answer(String answer) throws IOException {
		OUTPUT.write((ANSWER + answer + "\n").getBytes(StandardCharsets.UTF_8));
	}

	private static String status(Outbox outbox, Load load) {
		return String.format(Locale.ROOT, "%d %d %d %s %s", load.accepted(), outbox.writer().pending(),
				outbox.writer().failed(), outbox.relayStatus().outage() != null,
				String.join(",", outbox.relayStatus().obstacles().keySet()));
	}

}
