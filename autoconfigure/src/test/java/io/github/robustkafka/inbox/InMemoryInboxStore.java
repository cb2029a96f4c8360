package io.github.robustkafka.inbox;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * An inbox store whose disk outlives it, and fails when it is told to.
 */
final class InMemoryInboxStore implements InboxStore {

	private final Disk disk;

	private boolean closed;

	private InMemoryInboxStore(Disk disk) {
		this.disk = disk;
	}

	@Override
	public boolean contains(String listener, RecordIdentity identity, long now) {
		synchronized (this.disk) {
			this.disk.read();
			Long expiresAt = this.disk.entries.get(List.of(listener, identity.toString()));
			return !this.closed && expiresAt != null && expiresAt > now;
		}
	}

	@Override
	public void commit(List<InboxEntry> entries) {
		synchronized (this.disk) {
			this.disk.write();
			for (InboxEntry entry : entries) {
				this.disk.entries.merge(List.of(entry.listener(), entry.identity().toString()), entry.expiresAt(),
						Math::max);
			}
			this.disk.commits++;
		}
	}

	@Override
	public boolean purge(long now, int limit) {
		return delete(now, limit) != null;
	}

	@Override
	public @Nullable Long deleteFirst(int limit) {
		return delete(Long.MAX_VALUE, limit);
	}

	private @Nullable Long delete(long expiredAt, int limit) {
		synchronized (this.disk) {
			this.disk.write();
			List<Map.Entry<List<String>, Long>> first = this.disk.entries.entrySet()
				.stream()
				.filter((entry) -> entry.getValue() <= expiredAt)
				.sorted(Comparator.comparing((entry) -> entry.getValue()))
				.limit(limit)
				.toList();
			first.forEach((entry) -> this.disk.entries.remove(entry.getKey()));
			return first.isEmpty() ? null : first.get(first.size() - 1).getValue();
		}
	}

	@Override
	public InboxSize size() {
		synchronized (this.disk) {
			return new InboxSize(this.disk.entries.size(), this.disk.entries.size() * Disk.BYTES_OF_ENTRY);
		}
	}

	@Override
	public void close() {
		this.closed = true;
	}

	/**
	 * What is left when the store is closed.
	 */
	static final class Disk implements InboxStoreOpener {

		static final long BYTES_OF_ENTRY = 1024;

		private final Map<List<String>, Long> entries = new HashMap<>();

		private @Nullable RuntimeException writeFailure;

		private @Nullable RuntimeException readFailure;

		private @Nullable RuntimeException openFailure;

		private int commits;

		private int openings;

		@Override
		public synchronized InboxStore open() {
			this.openings++;
			if (this.openFailure != null) {
				throw this.openFailure;
			}
			return new InMemoryInboxStore(this);
		}

		synchronized void failWrites(@Nullable RuntimeException failure) {
			this.writeFailure = failure;
		}

		synchronized void failReads(@Nullable RuntimeException failure) {
			this.readFailure = failure;
		}

		synchronized void failOpening(@Nullable RuntimeException failure) {
			this.openFailure = failure;
		}

		synchronized int commits() {
			return this.commits;
		}

		synchronized int openings() {
			return this.openings;
		}

		synchronized boolean has(String recordId) {
			return this.entries.keySet().stream().anyMatch((key) -> key.contains(Identities.id(recordId).toString()));
		}

		private void write() {
			if (this.writeFailure != null) {
				throw this.writeFailure;
			}
		}

		private void read() {
			if (this.readFailure != null) {
				throw this.readFailure;
			}
		}

	}

}
