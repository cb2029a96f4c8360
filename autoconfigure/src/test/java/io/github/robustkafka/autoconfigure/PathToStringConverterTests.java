package io.github.robustkafka.autoconfigure;

import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.core.env.MapPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

class PathToStringConverterTests {

	@TempDir
	private Path directory;

	@Test
	void theOutboxMayBeGivenAsAPathObject() {
		Path file = this.directory.resolve("given").resolve("outbox.db");
		RobustContexts.in(this.directory)
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("test", Map.of("robust.kafka.outbox.path", file))))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(file).exists();
			});
	}

}
