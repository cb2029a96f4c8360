package io.github.robustkafka.writer;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.github.robustkafka.outbox.CommitResult;
import io.github.robustkafka.outbox.FailedRecord;
import io.github.robustkafka.outbox.OutboxRecord;
import io.github.robustkafka.outbox.OutboxStore;
import io.github.robustkafka.outbox.PendingPage;
import io.github.robustkafka.outbox.PendingQuery;
import io.github.robustkafka.outbox.StoreException;
import io.github.robustkafka.outbox.StoreSize;
import io.github.robustkafka.outbox.StoredRecord;
import io.github.robustkafka.outbox.TopicBacklog;
import io.github.robustkafka.outbox.WriteBatch;
import org.jspecify.annotations.Nullable;

/**
 * A store that refuses commits and recoveries when told to, before or after it has really
 * committed, and remembers the batches.
 */
public final class FaultyStore implements OutboxStore {

	private final OutboxStore delegate;

	private final List<WriteBatch> batches = new ArrayList<>();

	private int failBefore;

	private int failAfter;

	private int failRecover;

	private boolean failMaintenance;

	private RuntimeException failure = new StoreException("the disk is broken", null);

	public FaultyStore(OutboxStore delegate) {
		this.delegate = delegate;
	}

	public void failNextCommitBeforeItIsStored() {
		this.failBefore = 1;
	}

	public void failNextCommitAfterItIsStored() {
		this.failAfter = 1;
	}

	public void failNextRecoveries(int count) {
		this.failRecover = count;
	}

	public void failMaintenance(boolean fail) {
		this.failMaintenance = fail;
	}

	public void failWith(RuntimeException exception) {
		this.failure = exception;
	}

	public List<WriteBatch> batches() {
		return this.batches;
	}

	@Override
	public CommitResult commit(WriteBatch batch) {
		if (this.failBefore > 0) {
			this.failBefore--;
			throw this.failure;
		}
		CommitResult result = this.delegate.commit(batch);
		if (this.failAfter > 0) {
			this.failAfter--;
			throw this.failure;
		}
		this.batches.add(batch);
		return result;
	}

	@Override
	public void recover() {
		if (this.failRecover > 0) {
			this.failRecover--;
			throw this.failure;
		}
		this.delegate.recover();
	}

	@Override
	public List<Long> findAppended(long firstPosition, long lastPosition) {
		return this.delegate.findAppended(firstPosition, lastPosition);
	}

	@Override
	public StoredRecord findByRecordId(UUID recordId) {
		return this.delegate.findByRecordId(recordId);
	}

	@Override
	public long lastPosition() {
		return this.delegate.lastPosition();
	}

	@Override
	public List<TopicBacklog> findPendingTopics(long afterPosition) {
		return this.delegate.findPendingTopics(afterPosition);
	}

	@Override
	public PendingPage findPending(PendingQuery query) {
		return this.delegate.findPending(query);
	}

	@Override
	public long countPending() {
		return this.delegate.countPending();
	}

	@Override
	public @Nullable String damage() {
		return this.delegate.damage();
	}

	@Override
	public long countFailed() {
		return this.delegate.countFailed();
	}

	@Override
	public List<FailedRecord> findFailed(long afterPosition, int limit) {
		return this.delegate.findFailed(afterPosition, limit);
	}

	@Override
	public @Nullable FailedRecord findFailed(UUID recordId) {
		return this.delegate.findFailed(recordId);
	}

	@Override
	public @Nullable OutboxRecord readFailed(long position) {
		return this.delegate.readFailed(position);
	}

	@Override
	public StoreSize size() {
		return this.delegate.size();
	}

	@Override
	public boolean maintain(long now) {
		if (this.failMaintenance) {
			throw this.failure;
		}
		return this.delegate.maintain(now);
	}

	@Override
	public void close() {
		this.delegate.close();
	}

}
