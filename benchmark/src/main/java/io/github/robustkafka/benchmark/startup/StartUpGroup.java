package io.github.robustkafka.benchmark.startup;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.github.robustkafka.benchmark.Bench;
import io.github.robustkafka.benchmark.Group;
import io.github.robustkafka.benchmark.measure.Alternation;
import io.github.robustkafka.benchmark.measure.Rounds;
import io.github.robustkafka.benchmark.measure.Sample;
import io.github.robustkafka.benchmark.report.Finding;
import io.github.robustkafka.benchmark.report.Row;

/**
 * Starts of an application that does nothing: with Spring Boot alone, with its starter
 * for Kafka, with Jackson beside that, and with ours, which finds the outbox of the start
 * before.
 */
public final class StartUpGroup implements Group {

	private static final String EMPTY = "start of an empty application";

	private static final String KAFKA = "the same with spring-boot-starter-kafka";

	private static final String JACKSON = "the same with spring-boot-starter-kafka and Jackson";

	private static final String ROBUST = "the same with robust-kafka-spring-boot-starter";

	@Override
	public String name() {
		return "startup";
	}

	@Override
	public List<Finding> run(Bench bench) throws Exception {
		Path outbox = bench.outbox();
		List<String> settings = List.of("--spring.kafka.bootstrap-servers=" + bench.address(),
				"--robust.kafka.outbox.path=" + outbox, "--spring.main.keep-alive=false");
		Rounds rounds = new Alternation(bench.pace())
			.run(List.of(new StartUpWorkload(EMPTY, ClassPath.EMPTY, bench.directory(), settings),
					new StartUpWorkload(KAFKA, ClassPath.KAFKA, bench.directory(), settings),
					new StartUpWorkload(JACKSON, ClassPath.KAFKA_WITH_JACKSON, bench.directory(), settings),
					new StartUpWorkload(ROBUST, ClassPath.ROBUST, bench.directory(), settings)));
		if (!Files.exists(outbox)) {
			throw new IllegalStateException("The application with the starter made no outbox");
		}
		rounds.requireControl(EMPTY, StartUpGroup::millis, 100, 60_000);
		return List.of(
				new Finding(name(), Row.P11, "start-up added to an empty application", "ms",
						rounds.difference(ROBUST, EMPTY, StartUpGroup::millis)),
				info("of that, by spring-boot-starter-kafka", "ms",
						rounds.difference(KAFKA, EMPTY, StartUpGroup::millis)),
				info("of that, by spring-boot-starter-kafka when Jackson is there, as Flyway brings it", "ms",
						rounds.difference(JACKSON, EMPTY, StartUpGroup::millis)),
				info("start-up added to an application with spring-boot-starter-kafka", "ms",
						rounds.difference(ROBUST, KAFKA, StartUpGroup::millis)),
				info(EMPTY, "ms", rounds.range(EMPTY, StartUpGroup::millis)),
				info(KAFKA, "ms", rounds.range(KAFKA, StartUpGroup::millis)),
				info(JACKSON, "ms", rounds.range(JACKSON, StartUpGroup::millis)),
				info(ROBUST, "ms", rounds.range(ROBUST, StartUpGroup::millis)));
	}

	private static double millis(Sample sample) {
		return sample.seconds() * 1000;
	}

}
