package io.github.robustkafka;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class KeyHashTests {

	@Test
	void isTheBeginningOfASha256ThatAShellCanMake() {
		// printf 42 | sha256sum | cut -c1-16
		assertThat(KeyHash.of("42".getBytes(StandardCharsets.UTF_8))).isEqualTo("73475cb40a568e8d");
	}

	@Test
	void noKeyHasNoHashAndAnEmptyOneHas() {
		assertThat(KeyHash.of(null)).isNull();
		assertThat(KeyHash.of(new byte[0])).isEqualTo("e3b0c44298fc1c14");
	}

}
