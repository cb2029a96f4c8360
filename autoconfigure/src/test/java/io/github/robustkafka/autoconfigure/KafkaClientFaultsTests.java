package io.github.robustkafka.autoconfigure;

import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KafkaClientFaults}.
 */
class KafkaClientFaultsTests {

	@ParameterizedTest
	@ValueSource(strings = { "2.8.0", "3.6.2", "3.9.1", "4.0.0", "4.0.1", "4.1.1" })
	void versionsThatMayMisrouteAreWarnedOf(String version) {
		assertThat(KafkaClientFaults.warning(version)).contains(version).contains("CVE-2026-35554").contains("4.1.2");
	}

	@ParameterizedTest
	@ValueSource(strings = { "2.7.2", "3.9.2", "4.0.2", "4.1.2", "4.2.0", "4.3.0-SNAPSHOT", "5.0.0", "7.9.0-ccs",
			"unknown" })
	void otherVersionsAreNot(String version) {
		assertThat(KafkaClientFaults.warning(version)).isNull();
	}

	@Test
	void versionThatIsManagedHereIsNot() {
		assertThat(KafkaClientFaults.warning(AppInfoParser.getVersion())).isNull();
	}

}
