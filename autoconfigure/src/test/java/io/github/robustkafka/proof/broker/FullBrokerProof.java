package io.github.robustkafka.proof.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.robustkafka.broker.BrokerProcess;
import io.github.robustkafka.broker.TopicReader;

import static org.awaitility.Awaitility.await;

/**
 * A broker whose disk is full, on a small file system of its own: needs root.
 */
class FullBrokerProof {

	@TempDir
	private Path directory;

	@Test
	void aBrokerWithAFullDiskCostsNothing() throws Exception {
		Path data = Files.createDirectory(this.directory.resolve("data"));
		run("mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", data.toString());
		try (BrokerProcess broker = BrokerProcess.in(this.directory.resolve("broker"))
			.with("log.dirs", data.resolve("kafka"))
			.start()) {
			broker.topics().create("orders", 1);
			int fired;
			try (LoadProcess load = LoadProcess.start(this.directory, broker.bootstrapServers(), "orders", 0)) {
				fired = new LoadedCase(load).fault("broker's disk full", () -> {
					fill(data.resolve("filler"));
					await().atMost(Duration.ofSeconds(60)).until(() -> !broker.isRunning());
				}, (status) -> status.pending() > 100, () -> {
					data.resolve("filler").toFile().delete();
					broker.start();
				}).fired();
				load.drain();
			}
			LoadReport.of(LoadProcess.log(this.directory))
				.delivered(TopicReader.read(broker, "orders").records())
				.requireSound("broker's disk full", fired, false);
		}
		finally {
			run("umount", data.toString());
		}
	}

	private static void fill(Path file) {
		byte[] piece = new byte[64 * 1024];
		try (OutputStream out = Files.newOutputStream(file)) {
			while (true) {
				out.write(piece);
			}
		}
		catch (IOException ex) {
			// Full: that is what was wanted.
		}
	}

	private static void run(String... command) throws Exception {
		int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
		if (exit != 0) {
			throw new IllegalStateException("%s ends with %d".formatted(List.of(command), exit));
		}
	}

}
