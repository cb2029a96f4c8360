package io.github.robustkafka.sample.demo.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Which orders one lane has sent, on disk and outside of the outbox: the truth that the
 * demonstration is measured by. An order is on disk before it is sent. The numbers run
 * from 1 without gaps. For use by one thread. <pre>
 * sending 1      written and forced to disk before the send
 * returned 1     written after the send returned; may be missing after a kill
 * </pre> A last line without its end is cut off: that order was not sent.
 */
public final class Tally implements AutoCloseable {

	private static final String SENDING = "sending ";

	private static final String RETURNED = "returned ";

	private final FileChannel file;

	private State state;

	private Tally(FileChannel file, State state) {
		this.file = file;
		this.state = state;
	}

	/**
	 * Opens a tally to go on with it; creates it if there is none.
	 * @param path its file
	 * @return the tally
	 * @throws IOException if it cannot be used
	 */
	public static Tally open(Path path) throws IOException {
		String text = whole(path);
		FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
		file.truncate(text.length());
		file.position(text.length());
		return new Tally(file, State.of(text));
	}

	/**
	 * Looks into a tally.
	 * @param path its file
	 * @return how many orders were sent, none if there is no file
	 * @throws IOException if it cannot be read
	 */
	public static State read(Path path) throws IOException {
		return State.of(whole(path));
	}

	private static String whole(Path path) throws IOException {
		String text = Files.exists(path) ? Files.readString(path, StandardCharsets.US_ASCII) : "";
		return text.substring(0, text.lastIndexOf('\n') + 1);
	}

	/**
	 * Notes that the next order is going to be sent. It is on disk when this returns.
	 * @return its number
	 * @throws IOException if it cannot be written
	 */
	public int sending() throws IOException {
		int number = this.state.sent() + 1;
		write(SENDING + number);
		this.file.force(false);
		this.state = new State(number, this.state.returned());
		return number;
	}

	/**
	 * Notes that the send of the last order returned.
	 * @throws IOException if it cannot be written
	 */
	public void returned() throws IOException {
		write(RETURNED + this.state.sent());
		this.state = new State(this.state.sent(), this.state.sent());
	}

	private void write(String line) throws IOException {
		ByteBuffer bytes = StandardCharsets.US_ASCII.encode(line + "\n");
		while (bytes.hasRemaining()) {
			this.file.write(bytes);
		}
	}

	public State state() {
		return this.state;
	}

	@Override
	public void close() throws IOException {
		this.file.close();
	}

	/**
	 * How far a tally is.
	 *
	 * @param sent number of the last order that was sent
	 * @param returned number of the last order whose send returned
	 */
	public record State(int sent, int returned) {

		/** The last order may or may not have been sent: nobody was there to tell. */
		public boolean isInterrupted() {
			return this.sent > this.returned;
		}

		private static State of(String text) {
			return new State(last(text, SENDING), last(text, RETURNED));
		}

		private static int last(String text, String word) {
			int start = text.lastIndexOf(word);
			return (start < 0) ? 0 : Integer.parseInt(text.substring(start + word.length(), text.indexOf('\n', start)));
		}

	}

}
