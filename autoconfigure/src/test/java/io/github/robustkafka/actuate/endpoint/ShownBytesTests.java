package io.github.robustkafka.actuate.endpoint;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ShownBytesTests {

	@Test
	void textIsShownAsText() {
		assertThat(ShownBytes.of(utf8("caf\u00e9"), 5)).isEqualTo(new ShownBytes("caf\u00e9", null, 5, false));
		assertThat(ShownBytes.of(new byte[0], 5)).isEqualTo(new ShownBytes("", null, 0, false));
		assertThat(ShownBytes.of(null, 5)).isNull();
	}

	@Test
	void longTextIsCutBetweenTwoCharacters() {
		assertThat(ShownBytes.of(utf8("caf\u00e9 au lait"), 4)).isEqualTo(new ShownBytes("caf", null, 13, true));
		assertThat(ShownBytes.of(utf8("abc"), 0)).isEqualTo(new ShownBytes("", null, 3, true));
	}

	@Test
	void otherBytesAreShownInBase64() {
		byte[] bytes = { (byte) 0xff, 0, 1, 2 };
		assertThat(ShownBytes.of(bytes, 4)).isEqualTo(new ShownBytes(null, "/wABAg==", 4, false));
		assertThat(ShownBytes.of(bytes, 2)).isEqualTo(new ShownBytes(null, "/wA=", 4, true));
	}

	@Test
	void textThatEndsWithinACharacterIsNoText() {
		assertThat(ShownBytes.of(new byte[] { 'a', (byte) 0xc3 }, 2).base64()).isEqualTo("YcM=");
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
