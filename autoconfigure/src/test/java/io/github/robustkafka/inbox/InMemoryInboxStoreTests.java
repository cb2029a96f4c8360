package io.github.robustkafka.inbox;

/**
 * Tests for {@link InMemoryInboxStore}, which other tests rely on.
 */
class InMemoryInboxStoreTests extends InboxStoreContractTests {

	private final InMemoryInboxStore.Disk disk = new InMemoryInboxStore.Disk();

	@Override
	protected InboxStore open() {
		return this.disk.open();
	}

}
