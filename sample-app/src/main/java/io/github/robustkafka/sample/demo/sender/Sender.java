package io.github.robustkafka.sample.demo.sender;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;

/**
 * Sends in all lanes at once, each in a thread of its own, and tells of the progress on
 * the standard output.
 */
final class Sender implements ApplicationRunner, AutoCloseable {

	private static final int REPORT_MILLIS = 200;

	private final List<LaneSender> lanes;

	private final PrintStream report = new PrintStream(new FileOutputStream(FileDescriptor.out), true);

	private final ScheduledExecutorService clockwork = Executors.newSingleThreadScheduledExecutor();

	Sender(List<LaneSender> lanes) {
		this.lanes = lanes;
	}

	@Override
	public void run(ApplicationArguments arguments) {
		this.lanes.forEach((lane) -> new Thread(lane, "lane-" + this.lanes.indexOf(lane)).start());
		this.clockwork.scheduleAtFixedRate(this::report, 0, REPORT_MILLIS, TimeUnit.MILLISECONDS);
	}

	private void report() {
		this.lanes.forEach((lane) -> this.report.println(lane.progress().line()));
	}

	@Override
	public void close() {
		this.clockwork.shutdownNow();
	}

}
