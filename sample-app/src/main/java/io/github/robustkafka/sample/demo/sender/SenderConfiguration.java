package io.github.robustkafka.sample.demo.sender;

import java.io.IOException;
import java.time.Clock;
import java.util.List;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;

import io.github.robustkafka.runtime.Outbox;
import io.github.robustkafka.sample.demo.run.DemoOrder;
import io.github.robustkafka.sample.demo.run.DemoProperties;
import io.github.robustkafka.sample.demo.run.DemoRun;
import io.github.robustkafka.sample.demo.run.Lane;
import io.github.robustkafka.sample.demo.run.RunFolder;

/**
 * The sender's beans. Not annotated as a configuration, so that the shop, which scans for
 * components, does not find it.
 */
@EnableAutoConfiguration
@EnableConfigurationProperties(DemoProperties.class)
class SenderConfiguration {

	/**
	 * Makes the plain template by hand: if it were a bean, the starter would take it for
	 * the application's own and leave it alone.
	 */
	@Bean
	Sender sender(DemoProperties properties, KafkaTemplate<String, DemoOrder> kafka, Outbox outbox,
			ProducerFactory<String, DemoOrder> producers, FirstProcess first) throws IOException {
		RunFolder folder = new RunFolder(properties.data());
		DemoRun run = folder.read();
		Clock clock = Clock.systemUTC();
		int overdue = folder.ordered(run);
		Outlet robust = new RobustOutlet(kafka, outbox);
		Outlet plain = new PlainOutlet(new KafkaTemplate<>(producers));
		return new Sender(List.of(
				new LaneSender(Lane.ROBUST, run, folder.tally(run, Lane.ROBUST), robust,
						new Pace(clock, run.rate(), overdue, first), clock),
				new LaneSender(Lane.PLAIN, run, folder.tally(run, Lane.PLAIN), plain,
						new Pace(clock, run.rate(), overdue, first), clock)));
	}

}
