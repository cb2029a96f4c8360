package io.github.robustkafka.benchmark.client;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * Keys and values that all clients send: text of a fixed size under 10,000 keys of 16
 * bytes. They are made beforehand, so that making them is not measured.
 */
public final class Payloads {

	private static final int KEYS = 10_000;

	private static final int VALUES = 64;

	private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789\":,{} ";

	private final byte[][] keys = new byte[KEYS][];

	private final byte[][] values = new byte[VALUES][];

	/**
	 * Makes keys and values.
	 * @param size bytes of a value
	 */
	public Payloads(int size) {
		Random random = new Random(size);
		for (int i = 0; i < KEYS; i++) {
			this.keys[i] = "key-%012d".formatted(i).getBytes(StandardCharsets.US_ASCII);
		}
		for (int i = 0; i < VALUES; i++) {
			StringBuilder text = new StringBuilder(size);
			random.ints(size, 0, LETTERS.length()).forEach((letter) -> text.append(LETTERS.charAt(letter)));
			this.values[i] = text.toString().getBytes(StandardCharsets.US_ASCII);
		}
	}

	/**
	 * Returns the key of a record.
	 * @param number number of the record
	 * @return its key
	 */
	public byte[] key(long number) {
		return this.keys[(int) (number % KEYS)];
	}

	/**
	 * Returns the value of a record.
	 * @param number number of the record
	 * @return its value
	 */
	public byte[] value(long number) {
		return this.values[(int) (number % VALUES)];
	}

}
