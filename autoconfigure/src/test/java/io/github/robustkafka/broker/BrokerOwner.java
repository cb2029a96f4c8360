package io.github.robustkafka.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * A JVM that has a paused broker and waits to be killed.
 */
final class BrokerOwner {

	private BrokerOwner() {
	}

	/**
	 * Starts the broker, pauses it, and waits for ever.
	 * @param args the broker's directory
	 * @throws Exception when the broker cannot start
	 */
	public static void main(String[] args) throws Exception {
		Path directory = Path.of(args[0]);
		try (BrokerProcess broker = BrokerProcess.start(directory)) {
			broker.pause();
			Path written = Files.writeString(directory.resolve("pid.new"), Long.toString(broker.pid()));
			Files.move(written, pidFile(directory));
			new CountDownLatch(1).await();
		}
	}

	/**
	 * Reads which process the paused broker is.
	 * @return its pid, or 0 when it is not paused yet
	 */
	static long brokerPid(Path directory) throws IOException {
		return Files.exists(pidFile(directory)) ? Long.parseLong(Files.readString(pidFile(directory))) : 0;
	}

	private static Path pidFile(Path directory) {
		return directory.resolve("pid");
	}

}
