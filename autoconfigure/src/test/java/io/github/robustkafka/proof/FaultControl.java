package io.github.robustkafka.proof;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The memory that a test shares with the library of faults in a process: what is to
 * happen to the files below a directory, and what has happened. See
 * {@code src/test/native/faults.c}.
 */
final class FaultControl {

	static final int SLOTS = 16;

	/**
	 * What is counted and can fail: all that changes a file or a directory.
	 */
	static final long CHANGES = Kind.WRITE.bit | Kind.SYNC.bit | Kind.TRUNCATE.bit | Kind.NAME.bit;

	private static final int SLOT_SIZE = 256;

	private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

	private final Path file;

	private final MappedByteBuffer memory;

	private FaultControl(Path file, MappedByteBuffer memory) {
		this.file = file;
		this.memory = memory;
	}

	/**
	 * Maps a control file, and makes it if it does not exist.
	 */
	static FaultControl open(Path file) throws IOException {
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
				StandardOpenOption.WRITE)) {
			return new FaultControl(file, channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) SLOTS * SLOT_SIZE));
		}
	}

	Path file() {
		return this.file;
	}

	/**
	 * Watches a directory with one of the slots, without any fault.
	 */
	Slot watch(int index, Path directory, long kinds) {
		Slot slot = new Slot(index * SLOT_SIZE);
		slot.reset();
		slot.set(Field.KINDS, kinds);
		byte[] prefix = (directory.toAbsolutePath() + "\0").getBytes(StandardCharsets.UTF_8);
		this.memory.put(slot.offset + Field.values().length * Long.BYTES, prefix);
		return slot;
	}

	/**
	 * Whether a process has loaded the library since the control file was made.
	 */
	boolean isLoaded() {
		return new Slot(0).get(Field.PID) != 0;
	}

	/**
	 * The fields of a slot in their order.
	 */
	private enum Field {

		KINDS, OPERATIONS, KILL_AT, KILL_PHASE, FAIL_AT, FAIL_TIMES, FAIL_ERRNO, FAIL_PARTLY, SYNC_DELAY, FIRED,
		FIRED_KINDS, PID

	}

	/**
	 * Kinds of operations.
	 */
	enum Kind {

		READ(1), WRITE(2), SYNC(4), TRUNCATE(8), NAME(16);

		final long bit;

		Kind(long bit) {
			this.bit = bit;
		}

	}

	/**
	 * Where in an operation the process is killed.
	 */
	enum Phase {

		BEFORE, MIDDLE, AFTER

	}

	/**
	 * Errors as Linux numbers them.
	 */
	enum Errno {

		EIO(5), ENOSPC(28), EROFS(30), EDQUOT(122), EINTR(4);

		final int number;

		Errno(int number) {
			this.number = number;
		}

	}

	/**
	 * The faults below one directory.
	 */
	final class Slot {

		static final long FOR_GOOD = -1;

		private final int offset;

		private Slot(int offset) {
			this.offset = offset;
		}

		private long get(Field field) {
			return (long) LONG.getVolatile(FaultControl.this.memory, this.offset + field.ordinal() * Long.BYTES);
		}

		private void set(Field field, long value) {
			LONG.setVolatile(FaultControl.this.memory, this.offset + field.ordinal() * Long.BYTES, value);
		}

		/**
		 * Ends all faults and begins to count anew.
		 */
		void reset() {
			heal();
			set(Field.OPERATIONS, 0);
			set(Field.FIRED, 0);
			set(Field.FIRED_KINDS, 0);
		}

		/**
		 * Ends all faults.
		 */
		void heal() {
			set(Field.KILL_AT, 0);
			set(Field.FAIL_AT, 0);
			set(Field.SYNC_DELAY, 0);
		}

		void killAt(long operation, Phase phase) {
			set(Field.KILL_PHASE, phase.ordinal());
			set(Field.KILL_AT, operation);
		}

		/**
		 * Lets operations fail.
		 * @param operation the first
		 * @param times how many, or {@link #FOR_GOOD}
		 * @param errno why
		 * @param partly whether the first of them, if a write, is half done
		 */
		void failFrom(long operation, long times, Errno errno, boolean partly) {
			set(Field.FAIL_ERRNO, errno.number);
			set(Field.FAIL_PARTLY, partly ? 1 : 0);
			set(Field.FAIL_TIMES, times);
			set(Field.FAIL_AT, operation);
		}

		void delaySyncs(long millis) {
			set(Field.SYNC_DELAY, millis);
		}

		long operations() {
			return get(Field.OPERATIONS);
		}

		/**
		 * How many operations met a fault.
		 */
		long fired() {
			return get(Field.FIRED);
		}

		boolean hasFired(Kind kind) {
			return (get(Field.FIRED_KINDS) & kind.bit) != 0;
		}

	}

}
