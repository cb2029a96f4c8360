package io.github.robustkafka.inbox;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * The additions that are not in the store: those that wait for their commit, and the
 * latest ones whose commit failed. The latter are answered, still count, and go into the
 * store once it works again.
 * <p>
 * Bounds: at most {@value #MAX_WAITING} entries wait; of an addition beyond, only the
 * answer waits, and it is not remembered. At most {@value #MAX_KEPT} are kept after a
 * failure, the oldest go first.
 */
final class Additions {

	static final int MAX_WAITING = 100_000;

	static final int MAX_KEPT = 10_000;

	/**
	 * An id longer than this is none of ours, and is not remembered.
	 */
	static final int MAX_LENGTH = 1000;

	private final Queue<Addition> waiting = new ConcurrentLinkedQueue<>();

	private final AtomicInteger waitingCount = new AtomicInteger();

	private final Deque<Addition> kept = new ArrayDeque<>();

	private final Map<Key, InboxEntry> unwritten = new ConcurrentHashMap<>();

	/**
	 * Queues an addition.
	 */
	void add(InboxEntry entry, Runnable whenAdded) {
		boolean remember = this.waitingCount.incrementAndGet() <= MAX_WAITING
				&& isFit(entry.listener(), entry.identity());
		if (remember) {
			this.unwritten.merge(key(entry), entry,
					(one, other) -> (one.expiresAt() > other.expiresAt()) ? one : other);
		}
		this.waiting.add(new Addition(remember ? entry : null, whenAdded));
	}

	/**
	 * Whether a store can keep the id. It would take one half character for another, and
	 * so a record for one that was processed.
	 */
	static boolean isFit(String listener, RecordIdentity identity) {
		boolean isFit = isFit(listener) && isFit(identity.topic());
		return isFit && (!(identity instanceof RecordIdentity.Id id) || isFit(id.recordId()));
	}

	private static boolean isFit(String id) {
		return id.length() <= MAX_LENGTH && (isAscii(id) || StandardCharsets.UTF_8.newEncoder().canEncode(id));
	}

	private static boolean isAscii(String id) {
		for (int i = 0; i < id.length(); i++) {
			if (id.charAt(i) > 127) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Whether an addition counts that is not in the store.
	 */
	boolean contains(String listener, RecordIdentity identity, long now) {
		InboxEntry entry = this.unwritten.get(new Key(listener, identity));
		return entry != null && entry.expiresAt() > now;
	}

	/**
	 * The next additions to be committed, those first that were kept.
	 * @param limit at most so many
	 */
	List<Addition> next(int limit) {
		List<Addition> batch = new ArrayList<>();
		while (batch.size() < limit && !this.kept.isEmpty()) {
			batch.add(this.kept.remove());
		}
		return nextWaiting(batch, limit);
	}

	/**
	 * The next additions that nobody has tried to commit.
	 * @param limit at most so many
	 */
	List<Addition> nextWaiting(int limit) {
		return nextWaiting(new ArrayList<>(), limit);
	}

	private List<Addition> nextWaiting(List<Addition> batch, int limit) {
		while (batch.size() < limit) {
			Addition addition = this.waiting.poll();
			if (addition == null) {
				break;
			}
			this.waitingCount.decrementAndGet();
			batch.add(addition);
		}
		return batch;
	}

	/**
	 * They are in the store, where everyone can see them.
	 */
	void committed(List<Addition> batch) {
		for (Addition addition : batch) {
			forget(addition.entry());
			addition.answer();
		}
	}

	/**
	 * They cannot be committed now.
	 */
	void keep(List<Addition> batch) {
		for (Addition addition : batch) {
			if (addition.entry() != null) {
				this.kept.add(addition);
			}
			addition.answer();
		}
		while (this.kept.size() > MAX_KEPT) {
			forget(this.kept.remove().entry());
		}
	}

	/**
	 * A later addition of the same record may be on its way; that one stays.
	 */
	private void forget(@Nullable InboxEntry entry) {
		if (entry != null) {
			this.unwritten.remove(key(entry), entry);
		}
	}

	private static Key key(InboxEntry entry) {
		return new Key(entry.listener(), entry.identity());
	}

	private record Key(String listener, RecordIdentity identity) {
	}

}
