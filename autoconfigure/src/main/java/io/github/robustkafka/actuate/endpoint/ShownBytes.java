package io.github.robustkafka.actuate.endpoint;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.jspecify.annotations.Nullable;

/**
 * Bytes as an operator can read them, cut to a limit: as text if they are UTF-8, else in
 * base64.
 *
 * @param text the text, or null if it is none
 * @param base64 the bytes in base64, or null if they are text
 * @param size how many bytes there are
 * @param cut whether only the first of them are shown
 */
public record ShownBytes(@Nullable String text, @Nullable String base64, int size, boolean cut) {

	static @Nullable ShownBytes of(byte @Nullable [] bytes, int limit) {
		if (bytes == null) {
			return null;
		}
		boolean cut = bytes.length > limit;
		ByteBuffer shown = ByteBuffer.wrap(bytes, 0, cut ? limit : bytes.length);
		CharBuffer text = CharBuffer.allocate(shown.remaining());
		// A character at the limit may be cut in two; the rest of it is left out.
		if (!StandardCharsets.UTF_8.newDecoder().decode(shown, text, !cut).isError()) {
			return new ShownBytes(text.flip().toString(), null, bytes.length, cut);
		}
		ByteBuffer base64 = Base64.getEncoder().encode(shown.rewind());
		return new ShownBytes(null, StandardCharsets.ISO_8859_1.decode(base64).toString(), bytes.length, cut);
	}

}
