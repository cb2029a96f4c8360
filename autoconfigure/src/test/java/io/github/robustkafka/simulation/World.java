package io.github.robustkafka.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.github.robustkafka.worker.SteppedWorker;

/**
 * What happens when. All that is due at a time happens in an order of chance; nothing
 * happens by itself. While a worker waits inside of a call, others may go on
 * ({@link #meanwhile}).
 */
final class World {

	private static final int DEEPEST = 3;

	private final Random random;

	private final VirtualTime time = new VirtualTime();

	private final PriorityQueue<Event> events = new PriorityQueue<>(
			Comparator.comparingLong(Event::at).thenComparingLong(Event::number));

	private final List<SteppedWorker> workers = new ArrayList<>();

	private final StringBuilder trace = new StringBuilder();

	private final boolean tracing;

	private long eventNumber;

	private int depth;

	private long steps;

	private long fingerprint = 17;

	World(long seed, boolean tracing) {
		this.random = new Random(seed * 0x9E3779B97F4A7C15L + 0x632BE59BD9B4E019L);
		this.tracing = tracing;
	}

	Random random() {
		return this.random;
	}

	VirtualTime time() {
		return this.time;
	}

	long now() {
		return this.time.nanos();
	}

	boolean chance(double probability) {
		return this.random.nextDouble() < probability;
	}

	/**
	 * A number of nanoseconds between two numbers of microseconds.
	 */
	long micros(int least, int most) {
		return TimeUnit.MICROSECONDS.toNanos(least + this.random.nextInt(most - least + 1));
	}

	long millis(int least, int most) {
		return TimeUnit.MILLISECONDS.toNanos(least) + micros(0, 1000 * (most - least));
	}

	void after(long nanos, Runnable action) {
		this.events.add(new Event(now() + nanos, this.eventNumber++, action));
	}

	/**
	 * These are the workers that live now.
	 */
	void workers(List<SteppedWorker> living) {
		this.workers.clear();
		this.workers.addAll(living);
	}

	/**
	 * One thing happens: the next event, or a cycle of a worker.
	 */
	void step() {
		this.steps++;
		this.fingerprint = this.fingerprint * 31 + now();
		List<SteppedWorker> due = new ArrayList<>(this.workers);
		due.removeIf((worker) -> !worker.isDue());
		Event next = this.events.peek();
		boolean eventIsDue = next != null && next.at() <= now();
		int choices = due.size() + (eventIsDue ? 1 : 0);
		if (choices == 0) {
			passTime();
			return;
		}
		int chosen = this.random.nextInt(choices);
		if (chosen < due.size()) {
			due.get(chosen).cycle(micros(10, 300));
		}
		else {
			this.events.remove().action().run();
		}
	}

	private void passTime() {
		long until = nextAt();
		if (until == Long.MAX_VALUE) {
			throw new IllegalStateException("Nothing will ever happen again");
		}
		this.time.advanceTo(until);
	}

	/**
	 * When something happens next, if nobody is woken before.
	 */
	private long nextAt() {
		Event next = this.events.peek();
		long until = (next != null) ? next.at() : Long.MAX_VALUE;
		for (SteppedWorker worker : this.workers) {
			until = Math.min(until, worker.dueAt());
		}
		return until;
	}

	/**
	 * Others do a few steps while the caller waits a little for a disk or a thread.
	 */
	void meanwhile() {
		if (this.depth >= DEEPEST || !chance(0.3)) {
			return;
		}
		long until = now() + micros(0, 4000);
		this.depth++;
		for (int left = this.random.nextInt(6); left > 0 && nextAt() <= until; left--) {
			step();
		}
		this.depth--;
	}

	/**
	 * Lets things happen until a condition holds, at most so long.
	 * @return whether it holds
	 */
	boolean runUntil(BooleanSupplier condition, long nanos) {
		long deadline = now() + nanos;
		this.depth++;
		while (!condition.getAsBoolean() && now() - deadline < 0) {
			step();
		}
		this.depth--;
		return condition.getAsBoolean();
	}

	void run(long nanos) {
		runUntil(() -> false, nanos);
	}

	/**
	 * Whether the caller is inside of a call of a worker that waits.
	 */
	boolean isNested() {
		return this.depth > 1;
	}

	long steps() {
		return this.steps;
	}

	/**
	 * A number that differs when anything happened at another time.
	 */
	long fingerprint() {
		return this.fingerprint;
	}

	void trace(Supplier<String> line) {
		if (this.tracing) {
			this.trace.append("%12.6f s  %s%n".formatted(now() / 1e9, line.get()));
		}
	}

	String trace() {
		return this.trace.toString();
	}

	private record Event(long at, long number, Runnable action) {
	}

}
