package io.github.robustkafka.sqlite;

import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link SqliteSettings}.
 */
class SqliteSettingsTests {

	private final Path path = Path.of("outbox.db");

	@Test
	void negativeRetentionIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new SqliteSettings(this.path, Durability.POWER_LOSS, Duration.ofSeconds(-1), 1))
			.withMessage("'retention' must not be negative, it is PT-1S");
	}

	@Test
	void maxSizeOfNothingIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new SqliteSettings(this.path, Durability.POWER_LOSS, Duration.ZERO, 0))
			.withMessage("'maxSize' must be positive, it is 0");
	}

	@Test
	void logAndFreePagesAreSmallBesideTheOutbox() {
		long maxSize = 16L * 1024 * 1024;
		SqliteSettings settings = new SqliteSettings(this.path, Durability.POWER_LOSS, Duration.ZERO, maxSize);
		assertThat(settings.walSize()).isEqualTo(maxSize / 8);
		assertThat(settings.freeSize()).isEqualTo(maxSize / 8);
	}

	@Test
	void logAndFreePagesOfALargeOutboxHaveALimit() {
		SqliteSettings settings = new SqliteSettings(this.path, Durability.POWER_LOSS, Duration.ZERO, Long.MAX_VALUE);
		assertThat(settings.walSize()).isEqualTo(32L * 1024 * 1024);
		assertThat(settings.freeSize()).isEqualTo(8L * 1024 * 1024);
	}

}
