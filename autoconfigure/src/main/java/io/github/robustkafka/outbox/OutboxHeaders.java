package io.github.robustkafka.outbox;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

/**
 * Headers of a record in their order, repeated keys and null values kept, encoded once:
 * for each header the length of its key (4 bytes, big endian), the key in UTF-8, the
 * length of its value (-1 for null), the value. Immutable.
 */
public final class OutboxHeaders {

	/**
	 * No headers.
	 */
	public static final OutboxHeaders NONE = new OutboxHeaders(new byte[0]);

	private final byte[] bytes;

	private OutboxHeaders(byte[] bytes) {
		this.bytes = bytes;
	}

	/**
	 * Headers from their encoded form, as {@link #bytes()} returned it.
	 * @param bytes the encoded form
	 * @return the headers
	 */
	public static OutboxHeaders of(byte[] bytes) {
		return (bytes.length == 0) ? NONE : new OutboxHeaders(bytes);
	}

	/**
	 * Starts an empty list of headers.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * The encoded form; not to be changed.
	 * @return bytes, empty if there are no headers
	 */
	public byte[] bytes() {
		return this.bytes;
	}

	int size() {
		return this.bytes.length;
	}

	/**
	 * Passes each header to the consumer, in order.
	 * @param consumer takes key and value; the value may be null
	 */
	public void forEach(BiConsumer<String, byte @Nullable []> consumer) {
		if (this.bytes.length == 0) {
			return;
		}
		ByteBuffer buffer = ByteBuffer.wrap(this.bytes);
		while (buffer.hasRemaining()) {
			byte[] key = take(buffer, buffer.getInt());
			int length = buffer.getInt();
			byte[] value = (length >= 0) ? take(buffer, length) : null;
			consumer.accept(new String(key, StandardCharsets.UTF_8), value);
		}
	}

	private static byte[] take(ByteBuffer buffer, int length) {
		if (length < 0 || length > buffer.remaining()) {
			throw new IllegalArgumentException("Encoded headers are damaged: a length of %d, with %d bytes left"
				.formatted(length, buffer.remaining()));
		}
		byte[] bytes = new byte[length];
		buffer.get(bytes);
		return bytes;
	}

	/**
	 * Collects headers in order. Not for use by several threads.
	 */
	public static final class Builder {

		private final ByteArrayOutputStream out = new ByteArrayOutputStream(64);

		private Builder() {
		}

		/**
		 * Adds a header behind those already there.
		 * @param key its key
		 * @param value its value, or null
		 * @return this builder
		 */
		public Builder add(String key, byte @Nullable [] value) {
			byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
			writeInt(keyBytes.length);
			this.out.writeBytes(keyBytes);
			writeInt((value != null) ? value.length : -1);
			if (value != null) {
				this.out.writeBytes(value);
			}
			return this;
		}

		/**
		 * Ends the list.
		 * @return the headers
		 */
		public OutboxHeaders build() {
			return OutboxHeaders.of(this.out.toByteArray());
		}

		private void writeInt(int number) {
			this.out.write(number >>> 24);
			this.out.write(number >>> 16);
			this.out.write(number >>> 8);
			this.out.write(number);
		}

	}

}
