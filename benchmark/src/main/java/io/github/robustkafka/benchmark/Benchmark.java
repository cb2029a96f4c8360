package io.github.robustkafka.benchmark;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.springframework.util.FileSystemUtils;

import io.github.robustkafka.benchmark.backlog.BacklogGroup;
import io.github.robustkafka.benchmark.backlog.DrainGroup;
import io.github.robustkafka.benchmark.broker.BrokerProcess;
import io.github.robustkafka.benchmark.latency.DeadTopicGroup;
import io.github.robustkafka.benchmark.latency.LatencyGroup;
import io.github.robustkafka.benchmark.listen.ListenGroup;
import io.github.robustkafka.benchmark.report.Finding;
import io.github.robustkafka.benchmark.report.TextTable;
import io.github.robustkafka.benchmark.send.PipelinedGroup;
import io.github.robustkafka.benchmark.send.SendGroup;

/**
 * Starts a broker, runs groups of scenarios and prints what was found. Arguments: names
 * of groups (all if there is none), {@code --quick} for a first look,
 * {@code --directory=<path>} for another disk. The exit code is not 0 if the run proves
 * nothing.
 */
public final class Benchmark {

	private static final List<Group> GROUPS = List.of(new PipelinedGroup(), new SendGroup(), new LatencyGroup(),
			new BacklogGroup(), new DrainGroup(), new DeadTopicGroup(), new ListenGroup());

	private final PrintStream out;

	private final Options options;

	private Benchmark(PrintStream out, Options options) {
		this.out = out;
		this.options = options;
	}

	/**
	 * Runs the benchmark and ends the JVM.
	 * @param args names of groups and options
	 */
	public static void main(String[] args) {
		PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
		int code = 0;
		try {
			new Benchmark(out, Options.of(args)).run();
		}
		catch (Exception ex) {
			out.println("The run proves nothing: " + ex);
			ex.printStackTrace(out);
			code = 1;
		}
		Runtime.getRuntime().exit(code);
	}

	private void run() throws Exception {
		List<Group> groups = this.options.choose(GROUPS);
		Path directory = this.options.directory();
		this.out.println(Conditions.of(directory));
		List<Finding> findings = new ArrayList<>();
		for (Group group : groups) {
			findings.addAll(run(group, directory.resolve("work")));
		}
		this.out.println(TextTable.of(findings));
	}

	private List<Finding> run(Group group, Path work) throws Exception {
		long begin = System.nanoTime();
		FileSystemUtils.deleteRecursively(work);
		Files.createDirectories(work);
		try (BrokerProcess broker = BrokerProcess.start(work)) {
			List<Finding> findings = group.run(new Bench(broker, work, this.options.pace()));
			this.out.printf("%s: %d s%n", group.name(), (System.nanoTime() - begin) / 1_000_000_000);
			return findings;
		}
		finally {
			FileSystemUtils.deleteRecursively(work);
		}
	}

}
