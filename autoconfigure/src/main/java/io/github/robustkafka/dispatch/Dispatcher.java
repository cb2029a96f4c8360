package io.github.robustkafka.dispatch;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Runs one listener's records in parallel and in order.
 * <ol>
 * <li>The consumer's thread submits the records it received. A record that is not due yet
 * is held; the others wait behind those of their key.
 * <li>Workers process the first record of each key that is free.
 * <li>The end of a record may be told later and from any thread. When all records before
 * an offset are finished, that offset is acknowledged.
 * <li>When too many records are unfinished, or lie behind an unfinished one, the
 * partitions are not fetched from until there is room.
 * <li>A revoked partition starts no more records, waits for those in work until a
 * deadline, and forgets the rest. What ends later is not acknowledged.
 * </ol>
 * Calls of the processor for records of one key never overlap on this instance, also not
 * across a rebalance. Safe for use by several consumers, each with its own thread.
 */
public final class Dispatcher {

	/** How long a consumer's thread waits for room between two polls. */
	private static final long LONGEST_WAIT_FOR_ROOM = TimeUnit.MILLISECONDS.toNanos(100);

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition room = this.lock.newCondition();

	private final Condition ended = this.lock.newCondition();

	private final DispatchSettings settings;

	private final ScheduledExecutorService timer;

	private final Clock clock;

	private final ReadyQueues ready = new ReadyQueues();

	private final HeldRecords held;

	private final Workers workers;

	private final AssignedPartitions partitions;

	private final ToldEnds told = new ToldEnds();

	/** Consumers that have waited for room long enough before their next poll. */
	private final Set<Object> impatient = new HashSet<>();

	/**
	 * Consumers that wait for room, and those that wait for records in work. Changed with
	 * the lock, before what was told is heard for the last time: who tells an end later
	 * knows that somebody waits for it.
	 */
	private volatile int waiting;

	private volatile int draining;

	/** Pauses whose time is not over. */
	private int pauses;

	/**
	 * Creates a dispatcher that starts no thread of its own.
	 * @param settings how records are dispatched
	 * @param processor does the work, on the executor's threads
	 * @param executor where handlers run
	 * @param timer for delays; must not run long tasks
	 * @param clock tells when records are due
	 */
	public Dispatcher(DispatchSettings settings, RecordProcessor processor, Executor executor,
			ScheduledExecutorService timer, Clock clock) {
		this.settings = settings;
		this.timer = timer;
		this.clock = clock;
		this.held = new HeldRecords(clock, timer, this::due);
		this.partitions = new AssignedPartitions(settings.maxUncommitted(), settings.maxUnfinished());
		this.workers = new Workers(executor, timer, this.lock, settings.maxInFlight(), new Source(), processor);
	}

	/**
	 * Takes over records. Called on the consumer's thread, in the order of offsets. A
	 * record that is in work already is left alone. Waits a little when too many are
	 * unfinished.
	 * @param owner the consumer
	 * @param received the records
	 */
	public void submit(Object owner, List<Submission> received) {
		this.lock.lock();
		try {
			for (Submission submission : received) {
				submit(owner, submission);
				waitForRoom(owner);
			}
		}
		finally {
			this.workers.unlock();
		}
	}

	private void submit(Object owner, Submission submission) {
		// First, since the application may have a part in it: what throws changes
		// nothing.
		OrderKey key = OrderKey.of(submission.record(), this.settings);
		PartitionProgress partition = this.partitions.of(owner, submission.record(), this.ready, this.held);
		if (partition == null) {
			return;
		}
		RecordTask task = new RecordTask(this, partition, submission.record(), submission.acknowledgment());
		partition.add(task);
		if (submission.dueMillis() > this.clock.millis()) {
			this.held.hold(task, submission.dueMillis());
		}
		else {
			enqueue(task, key);
		}
	}

	private void waitForRoom(Object owner) {
		if (this.partitions.hasRoom(this.held.count()) || this.impatient.contains(owner)) {
			return;
		}
		long left = LONGEST_WAIT_FOR_ROOM;
		this.waiting++;
		try {
			this.workers.beforeWaiting();
			while (left > 0 && !this.partitions.hasEnoughRoom(this.held.count())) {
				left = this.room.awaitNanos(left);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			left = 0;
		}
		finally {
			this.waiting--;
		}
		if (left <= 0) {
			this.impatient.add(owner);
		}
	}

	/**
	 * Pauses partitions whose records would be too many, and resumes those that have room
	 * again. Called on the consumer's thread, before each poll. Partitions that somebody
	 * else has paused are left alone.
	 * @param consumer the consumer
	 * @param mayResume whether a partition may be resumed as far as others are concerned
	 */
	public void beforePoll(Consumer<?, ?> consumer, Predicate<TopicPartition> mayResume) {
		this.lock.lock();
		try {
			this.impatient.remove(consumer);
			this.partitions.pauseAndResume(consumer, this.held, mayResume);
		}
		finally {
			this.workers.unlock();
		}
	}

	/**
	 * Starts no handler for a time. Handlers that run are not touched.
	 * @param time time from now
	 */
	public void pause(Duration time) {
		this.lock.lock();
		try {
			this.pauses++;
			this.timer.schedule(this::resume, time.toMillis(), TimeUnit.MILLISECONDS);
		}
		finally {
			this.workers.unlock();
		}
	}

	private void resume() {
		this.lock.lock();
		try {
			this.pauses--;
			this.workers.start();
		}
		finally {
			this.workers.unlock();
		}
	}

	/**
	 * Gives partitions up: starts none of their records any more, and waits for those in
	 * work. Called on the consumer's thread, before its last commit of them.
	 * @param owner the consumer
	 * @param revoked the partitions
	 * @param lost whether they belong to somebody else already, so that nothing of them
	 * may be committed
	 * @return what became of the records
	 */
	public DrainResult drain(Object owner, Collection<TopicPartition> revoked, boolean lost) {
		long start = System.nanoTime();
		long deadline = start + this.settings.drainTimeout().toNanos();
		this.lock.lock();
		try {
			this.impatient.remove(owner);
			Draining draining = this.partitions.giveUp(owner, revoked, this.ready, this.held, lost);
			this.workers.start();
			this.draining++;
			this.workers.beforeWaiting();
			boolean interrupted = false;
			long left = deadline - System.nanoTime();
			while (draining.active() > 0 && left > 0 && !interrupted) {
				try {
					left = this.ended.awaitNanos(left);
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
			this.draining--;
			this.workers.hear();
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
			return draining.end(Duration.ofNanos(System.nanoTime() - start));
		}
		finally {
			this.workers.unlock();
		}
	}

	/**
	 * Returns what is going on.
	 * @return a snapshot
	 */
	public DispatchState state() {
		this.lock.lock();
		try {
			return this.partitions.state(this.held.count(), System.nanoTime(), this.pauses > 0);
		}
		finally {
			this.workers.unlock();
		}
	}

	void done(RecordTask task) {
		this.told.add(task);
		if (!this.lock.tryLock()) {
			if (this.waiting == 0 && this.draining == 0) {
				// Whoever has the lock hears it.
				return;
			}
			// Whoever has it may give it back by waiting, and hear nothing.
			this.lock.lock();
		}
		this.workers.unlock();
	}

	private void finish(RecordTask task) {
		if (task.state == RecordTask.State.ACTIVE) {
			this.partitions.ended(task.partition);
			this.partitions.finished(task);
			this.ready.release(task);
			tellWaiting();
		}
		else if (task.state == RecordTask.State.HANDLED) {
			this.partitions.finishedHandled(task);
			tellWaiting();
		}
	}

	void again(RecordTask task, Duration delay) {
		this.lock.lock();
		try {
			if (task.state != RecordTask.State.ACTIVE) {
				return;
			}
			this.partitions.ended(task.partition);
			if (task.partition.phase == PartitionProgress.Phase.OPEN && !this.timer.isShutdown()) {
				task.state = RecordTask.State.DELAYED;
				task.timer = this.timer.schedule(() -> delayIsOver(task), delay.toMillis(), TimeUnit.MILLISECONDS);
			}
			else {
				task.state = RecordTask.State.DROPPED;
				this.ready.release(task);
			}
			tellWaiting();
		}
		finally {
			this.workers.unlock();
		}
	}

	private void delayIsOver(RecordTask task) {
		this.lock.lock();
		try {
			KeyQueue queue = task.queue;
			if (task.state == RecordTask.State.DELAYED && queue != null) {
				task.state = RecordTask.State.QUEUED;
				this.ready.resume(queue);
				this.workers.start();
			}
		}
		finally {
			this.workers.unlock();
		}
	}

	private void due(RecordTask task) {
		this.lock.lock();
		try {
			if (task.state == RecordTask.State.HELD) {
				this.held.release(task);
				enqueue(task, OrderKey.of(task.record(), this.settings));
			}
		}
		finally {
			this.workers.unlock();
		}
	}

	private void enqueue(RecordTask task, @Nullable OrderKey key) {
		task.dueNanos = System.nanoTime();
		this.ready.add(task, key);
		this.workers.start();
	}

	private void tellWaiting() {
		this.workers.start();
		if (this.draining > 0) {
			this.ended.signalAll();
		}
		if (this.waiting > 0 && this.partitions.hasEnoughRoom(this.held.count())) {
			this.room.signalAll();
		}
	}

	/**
	 * What workers do with the lock.
	 */
	private final class Source implements WorkSource {

		@Override
		public boolean hasWork() {
			return Dispatcher.this.pauses == 0 && !Dispatcher.this.ready.isEmpty();
		}

		@Override
		public @Nullable RecordTask take() {
			RecordTask task = (Dispatcher.this.pauses > 0) ? null : Dispatcher.this.ready.take();
			if (task != null) {
				task.state = RecordTask.State.ACTIVE;
				task.worker = Thread.currentThread();
				task.endsWithWorker = false;
				task.handled = false;
				Dispatcher.this.partitions.started(task.partition);
			}
			return task;
		}

		@Override
		public boolean hasEnded() {
			return !Dispatcher.this.told.isEmpty();
		}

		@Override
		public void hearEnded() {
			Dispatcher.this.told.hear(Dispatcher.this::finish);
		}

		@Override
		public void processed(RecordTask task) {
			task.worker = null;
			if (task.endsWithWorker) {
				task.endsWithWorker = false;
				finish(task);
			}
			else if (task.handled && task.state == RecordTask.State.ACTIVE) {
				task.state = RecordTask.State.HANDLED;
				Dispatcher.this.partitions.handled(task);
				Dispatcher.this.ready.release(task);
				tellWaiting();
			}
		}

	}

}
