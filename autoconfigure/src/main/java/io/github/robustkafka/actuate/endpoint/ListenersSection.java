package io.github.robustkafka.actuate.endpoint;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.robustkafka.dispatch.DispatchState;
import io.github.robustkafka.inbox.InboxState;
import io.github.robustkafka.listener.ListenerSettings;
import io.github.robustkafka.listener.RunningListener;

/**
 * The listeners and their inbox.
 *
 * @param listeners the listeners
 * @param state state of the inbox, empty if no listener needs it
 */
public record ListenersSection(Supplier<Collection<RunningListener>> listeners, Supplier<Optional<InboxState>> state) {

	/**
	 * For an application without listeners.
	 */
	public static final ListenersSection NONE = new ListenersSection(List::of, Optional::empty);

	List<ListenerDescriptor> describe() {
		return this.listeners.get()
			.stream()
			.map(ListenersSection::describe)
			.sorted(Comparator.comparing(ListenerDescriptor::id))
			.toList();
	}

	private static ListenerDescriptor describe(RunningListener listener) {
		ListenerSettings settings = listener.settings();
		DispatchState state = listener.state();
		Throwable stoppedBy = listener.stoppedBy();
		List<PartitionDescriptor> waiting = state.partitions()
			.stream()
			.sorted(Comparator.comparing(DispatchState.Partition::age).reversed())
			.limit(OutboxSection.MAX_LISTED)
			.map((partition) -> new PartitionDescriptor(partition.name(), partition.offset(), shown(partition.age()),
					partition.behind()))
			.toList();
		LanesDescriptor lanes = new LanesDescriptor(settings.dispatch().ordering().name().toLowerCase(Locale.ROOT),
				settings.dispatch().maxInFlight(), state.inFlight());
		return new ListenerDescriptor(settings.id(), listener.isRunning(), listener.waitsFor(),
				(stoppedBy != null) ? stoppedBy.getClass().getName() : null, listener.endedBySpring(), lanes,
				state.unfinished(), state.held(), state.pausedPartitions(), shown(state.watermarkAge()), waiting,
				state.partitions().size() - waiting.size());
	}

	private static Duration shown(Duration age) {
		return age.truncatedTo(ChronoUnit.MILLIS);
	}

	@Nullable InboxDescriptor inbox() {
		return this.state.get()
			.map((inbox) -> new InboxDescriptor(inbox.available(), inbox.since(), inbox.lastError(), inbox.entries(),
					inbox.size(), inbox.shortenedBy()))
			.orElse(null);
	}

	/**
	 * A listener.
	 *
	 * @param id its id
	 * @param running whether its main container runs
	 * @param waitsFor what it waits for before it starts, or null
	 * @param stoppedBy type of the exception after which its rules stopped it, or null
	 * @param endedBySpring why Spring ended a consumer of it, or null
	 * @param lanes how much it does in parallel
	 * @param unfinished records received and not finished, those in work included
	 * @param held records that are not due yet
	 * @param pausedPartitions partitions that are not fetched from now
	 * @param watermarkAge age of the oldest record that holds up a commit
	 * @param partitions partitions whose commit waits for a record, the oldest first
	 * @param morePartitions how many further such partitions there are
	 */
	public record ListenerDescriptor(String id, boolean running, @Nullable String waitsFor, @Nullable String stoppedBy,
			@Nullable String endedBySpring, LanesDescriptor lanes, int unfinished, int held, int pausedPartitions,
			Duration watermarkAge, List<PartitionDescriptor> partitions, int morePartitions) {
	}

	/**
	 * How much a listener does in parallel. Each record in work is of another lane.
	 *
	 * @param ordering what makes a lane
	 * @param max records in work at one time, at most
	 * @param inFlight records in work
	 */
	public record LanesDescriptor(String ordering, int max, int inFlight) {
	}

	/**
	 * A partition whose commit waits for a record.
	 *
	 * @param partition topic and partition
	 * @param offset offset of that record
	 * @param age time since it was received, or since it became due
	 * @param uncommitted number of records received from there on
	 */
	public record PartitionDescriptor(String partition, long offset, Duration age, int uncommitted) {
	}

	/**
	 * The inbox.
	 *
	 * @param available whether it is read and written; if not, duplicates are possible
	 * @param since since when that is so
	 * @param lastError what the last failure was, or null
	 * @param entries about how many records are remembered
	 * @param sizeBytes bytes in use in the store
	 * @param shortenedBy how long before their retention is over entries are deleted
	 */
	public record InboxDescriptor(boolean available, Instant since, @Nullable String lastError, long entries,
			long sizeBytes, Duration shortenedBy) {
	}

}
