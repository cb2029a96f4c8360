package io.github.robustkafka.benchmark;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.springframework.util.FileSystemUtils;

import io.github.robustkafka.benchmark.backlog.BacklogGroup;
import io.github.robustkafka.benchmark.backlog.DrainGroup;
import io.github.robustkafka.benchmark.backlog.SteadyGroup;
import io.github.robustkafka.benchmark.broker.BrokerProcess;
import io.github.robustkafka.benchmark.latency.DeadTopicGroup;
import io.github.robustkafka.benchmark.latency.LatencyGroup;
import io.github.robustkafka.benchmark.listen.ListenGroup;
import io.github.robustkafka.benchmark.peers.PeersGroup;
import io.github.robustkafka.benchmark.report.Finding;
import io.github.robustkafka.benchmark.report.TextTable;
import io.github.robustkafka.benchmark.send.FloodGroup;
import io.github.robustkafka.benchmark.send.PipelinedGroup;
import io.github.robustkafka.benchmark.send.SendGroup;
import io.github.robustkafka.benchmark.startup.StartUpGroup;

/**
 * Starts a broker, runs groups of scenarios, prints what was found, and leaves it as
 * text, CSV and SVG. A group that proves nothing prints no table, and the exit code is
 * not 0.
 */
public final class Benchmark {

	private static final List<Group> GROUPS = List.of(new PipelinedGroup(), new FloodGroup(), new SendGroup(),
			new LatencyGroup(), new BacklogGroup(), new DrainGroup(), new SteadyGroup(), new DeadTopicGroup(),
			new ListenGroup(), new PeersGroup(), new StartUpGroup());

	private final PrintStream out;

	private final Options options;

	private final List<Finding> findings = new ArrayList<>();

	private Benchmark(PrintStream out, Options options) {
		this.out = out;
		this.options = options;
	}

	/**
	 * Runs the benchmark and ends the JVM.
	 * @param args see {@link Options}
	 */
	public static void main(String[] args) {
		Locale.setDefault(Locale.ROOT);
		PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
		int code = 1;
		try {
			code = new Benchmark(out, Options.of(args)).run() ? 0 : 1;
		}
		catch (Exception ex) {
			out.println(ex.getMessage());
		}
		Runtime.getRuntime().exit(code);
	}

	/** Says whether every group proved something. */
	private boolean run() throws Exception {
		List<Group> groups = this.options.choose(GROUPS);
		String conditions = Conditions.of(this.options.directory());
		this.out.println(conditions + "\n");
		boolean valid = true;
		for (Group group : groups) {
			valid &= runSafely(group);
		}
		if (this.options.check()) {
			Regression.check(this.findings);
		}
		else {
			Results.write(this.options.directory(), conditions, this.findings);
			this.out.println("Written: " + this.options.directory().resolve("results.*"));
		}
		return valid;
	}

	private boolean runSafely(Group group) {
		try {
			long begin = System.nanoTime();
			List<Finding> found = run(group);
			this.findings.addAll(found);
			this.out.printf("%s (%d s)%n%n%s%n", group.name(), (System.nanoTime() - begin) / 1_000_000_000,
					TextTable.of(found));
			return true;
		}
		catch (Exception ex) {
			this.out.println("The group '%s' proves nothing".formatted(group.name()));
			ex.printStackTrace(this.out);
			return false;
		}
	}

	private List<Finding> run(Group group) throws Exception {
		Path work = Files.createTempDirectory(this.options.directory(), group.name());
		Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(work), "delete-files"));
		try (BrokerProcess broker = BrokerProcess.start(work)) {
			return group.run(new Bench(broker, work, this.options.pace()));
		}
		finally {
			delete(work);
		}
	}

	private void delete(Path work) {
		try {
			FileSystemUtils.deleteRecursively(work);
		}
		catch (IOException ex) {
			this.out.println("Some files are left in %s: %s".formatted(work, ex));
		}
	}

}
