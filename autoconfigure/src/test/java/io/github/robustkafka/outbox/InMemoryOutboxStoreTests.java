package io.github.robustkafka.outbox;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.github.robustkafka.test.InMemoryOutboxStore;
import io.github.robustkafka.test.MemoryDisk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link InMemoryOutboxStore}, which other tests rely on.
 */
class InMemoryOutboxStoreTests extends OutboxStoreContractTests {

	private final MemoryDisk disk = new MemoryDisk();

	private InMemoryOutboxStore opened;

	@Override
	protected OutboxStore open(Duration retention) {
		this.opened = new InMemoryOutboxStore(this.disk, retention);
		return this.opened;
	}

	@Override
	protected AutoCloseable failCommits() {
		this.opened.failCommits(Integer.MAX_VALUE);
		return () -> this.opened.failCommits(0);
	}

	@Override
	protected void damageRow(long position) {
		this.disk.damage(position);
	}

	@Test
	void lostAnswerLeavesTheRecordsInTheStore() {
		InMemoryOutboxStore store = new InMemoryOutboxStore();
		store.loseAnswerOfNextCommit();
		WriteBatch batch = new WriteBatch(0);
		batch.appends().add(TestRecords.pending(1, "orders"));
		assertThatExceptionOfType(StoreException.class).isThrownBy(() -> store.commit(batch));
		store.recover();
		assertThat(store.findAppended(1, 1)).containsExactly(1L);
	}

}
