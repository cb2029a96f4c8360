package io.github.robustkafka;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

/**
 * Tells records with the same key without showing the key: the first 16 hexadecimal
 * digits of the SHA-256 of its bytes. Without a salt, so that it is the same in all
 * instances and after a restart, and who knows a key can look for its records. Who may
 * read it can also find out a key by trying all that are likely.
 */
public final class KeyHash {

	private static final int BYTES = 8;

	private KeyHash() {
	}

	/**
	 * The hash of a key.
	 * @param key the serialized key
	 * @return 16 hexadecimal digits, or null if there is no key
	 */
	public static @Nullable String of(byte @Nullable [] key) {
		if (key == null) {
			return null;
		}
		try {
			byte[] hash = MessageDigest.getInstance("SHA-256").digest(key);
			return HexFormat.of().formatHex(hash, 0, BYTES);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java has SHA-256", ex);
		}
	}

}
