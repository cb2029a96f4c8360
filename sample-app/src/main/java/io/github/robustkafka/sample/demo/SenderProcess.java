package io.github.robustkafka.sample.demo;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.github.robustkafka.sample.demo.run.Lane;
import io.github.robustkafka.sample.demo.run.LaneProgress;

/**
 * The sender as the first process sees it: starts it, hears of its progress, kills it.
 * Once closed it starts no other. Safe for use by several threads.
 */
final class SenderProcess implements AutoCloseable {

	private static final int MAX_FRUITLESS_STARTS = 3;

	private final Path log;

	private final Map<Lane, LaneProgress> progress = new ConcurrentHashMap<>();

	private @Nullable Process process;

	private int fruitlessStarts;

	private int allowed;

	private boolean closed;

	SenderProcess(Path log) {
		this.log = log;
	}

	/**
	 * Starts the sender, unless it runs.
	 * @return whether it was started
	 * @throws StoryBrokenException if it ended too often before it did anything
	 */
	synchronized boolean ensureRunning(SenderCommand command) {
		if (this.closed || (this.process != null && this.process.isAlive())) {
			return false;
		}
		if (this.fruitlessStarts == MAX_FRUITLESS_STARTS) {
			throw new StoryBrokenException("the sender cannot start; see why in " + this.log);
		}
		this.fruitlessStarts++;
		try {
			Process started = command.build().start();
			this.process = started;
			allow(this.allowed);
			Thread ear = new Thread(() -> listenTo(started), "demo-ear");
			ear.setDaemon(true);
			ear.start();
			return true;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("the sender cannot be started", ex);
		}
	}

	private void listenTo(Process started) {
		started.inputReader()
			.lines()
			.forEach((line) -> LaneProgress.parse(line).ifPresent((heard) -> hear(started, heard)));
	}

	private synchronized void hear(Process from, LaneProgress heard) {
		if (from == this.process) {
			this.fruitlessStarts = 0;
			this.progress.put(heard.lane(), heard);
		}
	}

	/**
	 * Lets the sender go on up to an order. Until it is told, it sends none.
	 * @param orders number of the last order that it may send
	 */
	synchronized void allow(int orders) {
		this.allowed = orders;
		if (this.process == null) {
			return;
		}
		try {
			BufferedWriter words = this.process.outputWriter();
			words.write(orders + "\n");
			words.flush();
		}
		catch (IOException ex) {
			// It has ended. The next one is told when it starts.
		}
	}

	LaneProgress progress(Lane lane) {
		return this.progress.getOrDefault(lane, LaneProgress.none(lane));
	}

	/** Whether the process that was started last does its work. */
	synchronized boolean isWorking() {
		return this.process != null && this.process.isAlive() && this.fruitlessStarts == 0;
	}

	synchronized long pid() {
		return (this.process != null) ? this.process.pid() : -1;
	}

	synchronized boolean isClosed() {
		return this.closed;
	}

	/** On Unix this is {@code kill -9}. */
	synchronized void kill() {
		if (this.process != null) {
			this.process.destroyForcibly();
		}
	}

	/**
	 * Ends the sender at once; its outbox keeps what is pending.
	 */
	@Override
	public synchronized void close() {
		this.closed = true;
		kill();
	}

}
