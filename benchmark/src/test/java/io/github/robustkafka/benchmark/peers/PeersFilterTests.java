package io.github.robustkafka.benchmark.peers;

import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link PeersFilter}.
 */
class PeersFilterTests {

	private static final String[] CANDIDATES = { "org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration",
			"org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
			"org.springframework.modulith.events.config.EventPublicationAutoConfiguration",
			"io.namastack.outbox.config.JdbcOutboxAutoConfiguration", null };

	@Test
	void applicationsOfOthersSeeNoPeerAndNoDatabase() {
		assertThat(allowed("")).containsExactly(true, false, false, false, true);
	}

	@Test
	void applicationOfAPeerSeesItAlone() {
		assertThat(allowed("modulith")).containsExactly(true, true, true, false, true);
		assertThat(allowed("namastack")).containsExactly(true, true, false, true, true);
	}

	private static boolean[] allowed(String peer) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("test", Map.of(PeersFilter.PEER, peer)));
		PeersFilter filter = new PeersFilter();
		filter.setEnvironment(environment);
		return filter.match(CANDIDATES, mock(AutoConfigurationMetadata.class));
	}

}
