package io.github.robustkafka.outcome;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;

/**
 * Who waits for the record at which position. Neighbours share a page, as they are added
 * and removed together: a map entry for each of them would cost one thread after the
 * other a walk through memory. Added by one thread at a time, with ascending positions;
 * removed by any.
 */
final class AwaitingByPosition {

	/**
	 * Small, since a page may stay because of one position.
	 */
	private static final int PAGE = 64;

	private final Map<Long, Page> pages = new ConcurrentHashMap<>();

	/**
	 * The page that positions are added to; it stays even if it becomes empty.
	 */
	private volatile Page newest = new Page(-1);

	/**
	 * The page that was asked for last: mostly also the next one. Any page will do that
	 * another thread left here.
	 */
	private Page asked = this.newest;

	void add(long position, Awaiting awaiting) {
		Page page = this.newest;
		if (page.number != position / PAGE) {
			Page before = page;
			page = new Page(position / PAGE);
			this.pages.put(page.number, page);
			this.newest = page;
			removeIfEmpty(before);
		}
		page.added++;
		page.slots.setRelease(slot(position), awaiting);
	}

	@Nullable Awaiting remove(long position) {
		Page page = page(position / PAGE);
		Awaiting awaiting = (page != null) ? page.slots.getAndSet(slot(position), null) : null;
		if (page != null && awaiting != null) {
			page.removed.incrementAndGet();
			removeIfEmpty(page);
		}
		return awaiting;
	}

	private @Nullable Page page(long number) {
		Page page = this.asked;
		if (page.number == number) {
			return page;
		}
		page = this.pages.get(number);
		if (page != null) {
			this.asked = page;
		}
		return page;
	}

	private void removeIfEmpty(Page page) {
		if (page != this.newest && page.removed.get() == page.added) {
			this.pages.remove(page.number, page);
		}
	}

	/**
	 * The positions that somebody waits for.
	 */
	List<Long> positions() {
		List<Long> positions = new ArrayList<>();
		for (Page page : this.pages.values()) {
			for (int slot = 0; slot < PAGE; slot++) {
				if (page.slots.get(slot) != null) {
					positions.add(page.number * PAGE + slot);
				}
			}
		}
		return positions;
	}

	private static int slot(long position) {
		return (int) (position % PAGE);
	}

	private static final class Page {

		private final long number;

		private final AtomicReferenceArray<@Nullable Awaiting> slots = new AtomicReferenceArray<>(PAGE);

		/**
		 * Counted by the one that adds; final, and seen by all, when there is a newer
		 * page.
		 */
		private int added;

		private final AtomicInteger removed = new AtomicInteger();

		private Page(long number) {
			this.number = number;
		}

	}

}
