package io.github.robustkafka.sample;

import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

import io.github.robustkafka.sample.broker.InProcessBroker;

/**
 * The whole application with its broker and the settings of its {@code application.yml},
 * to be used over HTTP. The context ends with the class, before its folder is deleted.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = "sample.broker.port=0")
@ExtendWith(OutputCaptureExtension.class)
@DirtiesContext
abstract class RunningApplication {

	@TempDir
	private static Path folder;

	@Autowired
	InProcessBroker broker;

	@LocalServerPort
	private int port;

	RestTestClient client;

	@DynamicPropertySource
	static void keepFilesInTheFolder(DynamicPropertyRegistry properties) {
		properties.add("sample.broker.data", () -> folder.resolve("kafka"));
		properties.add("robust.kafka.outbox.path", () -> folder.resolve("outbox.db"));
	}

	@BeforeEach
	void connect() {
		this.client = RestTestClient.bindToServer().baseUrl("http://127.0.0.1:" + this.port).build();
	}

	@AfterEach
	void endTheOutage() {
		this.broker.start();
	}

}
