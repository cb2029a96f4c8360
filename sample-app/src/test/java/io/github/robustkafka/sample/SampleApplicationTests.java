package io.github.robustkafka.sample;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for {@link SampleApplication}.
 */
@ExtendWith(OutputCaptureExtension.class)
class SampleApplicationTests {

	@Test
	void whenTheBrokersPortIsTakenThenTheStartFailsAndNamesTheProperty(@TempDir Path folder, CapturedOutput output)
			throws IOException {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			String[] arguments = { "--server.port=0", "--sample.broker.port=" + taken.getLocalPort(),
					"--sample.broker.data=" + folder.resolve("kafka"),
					"--robust.kafka.outbox.path=" + folder.resolve("outbox.db") };
			assertThatException().isThrownBy(() -> SpringApplication.run(SampleApplication.class, arguments));
			assertThat(output).contains("APPLICATION FAILED TO START")
				.contains("cannot listen on 127.0.0.1:" + taken.getLocalPort())
				.contains("Choose another one with the property 'sample.broker.port'");
		}
	}

	@Test
	void whenTheShopsPortIsTakenThenTheStartFailsAndNamesTheProperty(@TempDir Path folder, CapturedOutput output)
			throws IOException {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			String[] arguments = { "--server.port=" + taken.getLocalPort(), "--sample.broker.port=0",
					"--sample.broker.data=" + folder.resolve("kafka"),
					"--robust.kafka.outbox.path=" + folder.resolve("outbox.db") };
			assertThatException().isThrownBy(() -> SpringApplication.run(SampleApplication.class, arguments));
			assertThat(output).contains("APPLICATION FAILED TO START")
				.contains("cannot listen on port " + taken.getLocalPort())
				.contains("Choose another one with the property 'server.port'");
		}
	}

}
