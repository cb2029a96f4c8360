package io.github.robustkafka.outbox;

import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Where the outbox keeps its records. One process owns a store.
 * <p>
 * Threads: {@link #commit}, {@link #recover}, {@link #findByRecordId}, {@link #maintain}
 * and {@link #close} are called by one thread at a time, by the writer. The other
 * {@code find} methods, {@link #countPending} and {@link #size} may be called by any
 * thread at any time; they see committed records only and never make a commit wait for
 * long. Counts taken beside commits may be off by what is just being moved.
 * <p>
 * Failure: every method throws {@link StoreException} when the store cannot do its work.
 * A {@link #commit} that threw may or may not have been committed; {@link #recover} and
 * {@link #findAppended} tell.
 */
public interface OutboxStore extends AutoCloseable {

	/**
	 * Commits all changes of the batch in one transaction and returns when they are as
	 * durable as the store was asked to be. Acknowledged rows are deleted in the same
	 * transaction if nothing is retained. Changes to rows that are not in the expected
	 * state are skipped.
	 * @param batch the changes; positions of appends are higher than all before
	 * @return how many rows were changed
	 * @throws StoreException if the commit failed; its outcome is then unknown
	 */
	CommitResult commit(WriteBatch batch);

	/**
	 * Makes the store usable again after a failed {@link #commit}: closes it, opens it
	 * anew, checks it, and makes sure that all that can now be read is durable.
	 * @throws StoreException if the store is still unusable; may be called again
	 */
	void recover();

	/**
	 * Which of the positions are in the store, in any state. For use after
	 * {@link #recover}.
	 * @param firstPosition lowest position asked for
	 * @param lastPosition highest position asked for
	 * @return the positions found, ascending
	 */
	List<Long> findAppended(long firstPosition, long lastPosition);

	/**
	 * The record with this id.
	 * @param recordId the id
	 * @return what is known of it, or null if it is not in the store
	 */
	@Nullable StoredRecord findByRecordId(UUID recordId);

	/**
	 * The highest position ever used, 0 for a new store.
	 * @return a position
	 */
	long lastPosition();

	/**
	 * The topics that have pending records behind a position, each with the oldest of
	 * those. The cost grows with the number of topics, not of records.
	 * @param afterPosition only records behind this position count
	 * @return the topics, in no order
	 */
	List<TopicBacklog> findPendingTopics(long afterPosition);

	/**
	 * Pending records of a topic, in order of position, checked against their checksums.
	 * @param query which
	 * @return a page of records
	 */
	PendingPage findPending(PendingQuery query);

	/**
	 * How many records are pending. Counts, so not for the hot path.
	 * @return number of pending records
	 */
	long countPending();

	/**
	 * How many records failed.
	 * @return number of failed records
	 */
	long countFailed();

	/**
	 * Failed records in order of position.
	 * @param afterPosition listing begins behind this position
	 * @param limit at most so many
	 * @return failed records without their payload
	 */
	List<FailedRecord> findFailed(long afterPosition, int limit);

	/**
	 * The failed record with this id.
	 * @param recordId the id
	 * @return the record without its payload, or null if no failed record has the id
	 */
	@Nullable FailedRecord findFailed(UUID recordId);

	/**
	 * All that a failed record would have sent, checked against its checksum.
	 * @param position its position
	 * @return the record, or null if no failed record is there or its row is damaged
	 */
	@Nullable OutboxRecord readFailed(long position);

	/**
	 * How large the store is. Cheap: reads no rows.
	 * @return sizes in bytes
	 */
	StoreSize size();

	/**
	 * What is known of damage to the store since it was opened, and what became of the
	 * records in it. May be called by any thread.
	 * @return one or more sentences, or null if no damage was met
	 */
	@Nullable String damage();

	/**
	 * Gives the store a turn of housekeeping: gives records that were appended many at
	 * once rows of their own, purges acknowledged records whose retention is over,
	 * returns free pages to the file system, a bounded amount a call.
	 * @param now the time, in milliseconds since the epoch
	 * @return whether more is left to do at once
	 */
	boolean maintain(long now);

	/**
	 * Closes the store and gives up its ownership. Idempotent.
	 */
	@Override
	void close();

}
