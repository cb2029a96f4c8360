package io.github.robustkafka.benchmark.startup;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.robustkafka.benchmark.measure.Latencies;
import io.github.robustkafka.benchmark.measure.Meter;
import io.github.robustkafka.benchmark.measure.Sample;
import io.github.robustkafka.benchmark.measure.Workload;

/**
 * One start of a JVM, from the process to the running application. It stops in good order
 * after that, which is not measured.
 */
final class StartUpWorkload implements Workload {

	private static final long STOP_SECONDS = 30;

	private final String name;

	private final List<String> command = new ArrayList<>();

	private final ClassPath classPath;

	private final Path log;

	StartUpWorkload(String name, ClassPath classPath, Path directory, List<String> settings) {
		this.name = name;
		this.classPath = classPath;
		this.log = directory.resolve(classPath + ".log");
		this.command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		this.command.add(EmptyApplication.class.getName());
		this.command.addAll(settings);
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public double leastRate() {
		return 0.02;
	}

	@Override
	public Sample slice(Duration duration) throws Exception {
		ProcessBuilder builder = new ProcessBuilder(this.command).redirectError(this.log.toFile());
		builder.environment().put("CLASSPATH", this.classPath.text());
		Meter meter = new Meter();
		Process process = builder.start();
		try {
			if (process.getInputStream().read() != EmptyApplication.STARTED) {
				throw new IllegalStateException("'%s' did not start; see %s".formatted(this.name, this.log));
			}
			Sample sample = meter.end(1, new Latencies());
			process.getOutputStream().close();
			requireGoodEnd(process);
			return sample;
		}
		finally {
			process.destroyForcibly();
		}
	}

	private void requireGoodEnd(Process process) throws InterruptedException {
		if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
			throw new IllegalStateException("'%s' did not stop in good order; see %s".formatted(this.name, this.log));
		}
	}

}
