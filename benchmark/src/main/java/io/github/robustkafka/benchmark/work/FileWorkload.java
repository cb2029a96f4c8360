package io.github.robustkafka.benchmark.work;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

import io.github.robustkafka.benchmark.client.Payloads;
import io.github.robustkafka.benchmark.measure.Latencies;
import io.github.robustkafka.benchmark.measure.Meter;
import io.github.robustkafka.benchmark.measure.Sample;
import io.github.robustkafka.benchmark.measure.Workload;

/**
 * The least that a durable send can do: one thread appends key and value to a file and
 * syncs it. Each is timed. The file only grows: to cut it would have the file system work
 * on during the next slice.
 */
public final class FileWorkload implements Workload {

	/** Name of the workload. */
	public static final String NAME = "append+fsync";

	private final Path file;

	private final Payloads payloads;

	/**
	 * Creates the workload.
	 * @param file file that is written
	 * @param payloads what is written
	 */
	public FileWorkload(Path file, Payloads payloads) {
		this.file = file;
		this.payloads = payloads;
	}

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public double leastRate() {
		return 20;
	}

	@Override
	public Sample slice(Duration duration) throws Exception {
		try (FileChannel channel = FileChannel.open(this.file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
			Latencies latencies = new Latencies();
			Meter meter = new Meter();
			long begin = System.nanoTime();
			long end = begin + duration.toNanos();
			for (long number = 0; begin < end; number++) {
				append(channel, number);
				long now = System.nanoTime();
				latencies.add(now - begin);
				begin = now;
			}
			return meter.end(latencies.count(), latencies);
		}
	}

	private void append(FileChannel channel, long number) throws Exception {
		ByteBuffer[] parts = { ByteBuffer.wrap(this.payloads.key(number)),
				ByteBuffer.wrap(this.payloads.value(number)) };
		while (parts[1].hasRemaining()) {
			channel.write(parts);
		}
		channel.force(true);
	}

}
