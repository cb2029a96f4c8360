package io.github.robustkafka.deadletter;

import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

import io.github.robustkafka.retry.DeadLetterRecord;
import io.github.robustkafka.retry.TopicChain;

/**
 * One replay.
 * <ol>
 * <li>The ends of the dead-letter topics are noted. What comes behind them, such as a
 * record that has failed again meanwhile, is for the next replay.
 * <li>Each partition is read from the first record on that was not replayed.
 * <li>A record that is selected is sent when its turn has come, and awaited. One that is
 * of another group is dealt with by that.
 * <li>A partition ends where no more can be remembered; the next one follows.
 * <li>After each page, and each second, Kafka is told which records were replayed. A
 * crash before that has them replayed again, never lost.
 * </ol>
 */
final class ReplayRun {

	private static final String APPLICATION_STOPS = "the application stops";

	private static final long NOTE_INTERVAL = TimeUnit.SECONDS.toNanos(1);

	private final DeadLetterTopics topics;

	private final ReplaySelection selection;

	private final ReplayOptions options;

	private final DeadLetterReader reader;

	private final ReplaySender sender;

	private final Timing timing;

	private final Runnable whenReplayed;

	private final Pace pace;

	private final ReplayTally tally = new ReplayTally();

	private @Nullable OffsetAndMetadata noted;

	private long notedAt;

	private int notNoted;

	/** Whether the rest of the partition is left for another replay. */
	private boolean full;

	ReplayRun(DeadLetterTopics topics, ReplaySelection selection, ReplayOptions options, DeadLetterReader reader,
			ReplaySender sender, Timing timing, Runnable whenReplayed) {
		this.topics = topics;
		this.selection = selection;
		this.options = options;
		this.reader = reader;
		this.sender = sender;
		this.timing = timing;
		this.whenReplayed = whenReplayed;
		this.pace = new Pace(timing, options.perSecond(), options.timeout());
	}

	/**
	 * Replays.
	 * @throws KafkaException if nothing was sent
	 */
	ReplayTally run() {
		try {
			Map<TopicPartition, OffsetRange> ranges = this.reader.ranges(this.topics.names());
			Map<TopicPartition, ReplayedOffsets> replayed = this.reader.replayed(ranges);
			for (Map.Entry<TopicPartition, ReplayedOffsets> each : replayed.entrySet()) {
				TopicPartition partition = each.getKey();
				OffsetRange all = this.selection.within(partition, ranges.getOrDefault(partition, OffsetRange.NONE));
				boolean before = this.options.again() || this.selection.isOne();
				replay(partition, each.getValue(), before ? all : all.from(each.getValue().first()));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.tally.stopped("it was interrupted");
		}
		catch (KafkaException ex) {
			if (!this.tally.hasSent()) {
				throw ex;
			}
			this.tally.stopped((ex instanceof WakeupException) ? APPLICATION_STOPS : "Kafka failed: " + ex);
		}
		if (this.selection.isOne() && this.tally.isEmpty()) {
			this.tally.skipped("there is no such record");
		}
		return this.tally;
	}

	private void replay(TopicPartition partition, ReplayedOffsets replayed, OffsetRange range)
			throws InterruptedException {
		OffsetRange left = range;
		this.full = false;
		this.noted = replayed.toCommit();
		this.notedAt = this.timing.nanos();
		try {
			while (!left.isEmpty() && !endsHere()) {
				if (this.pace.isTimeUp()) {
					stopForTime();
					return;
				}
				DeadLetterReader.Page page = this.reader.read(partition, left);
				left = left.from(workOff(partition, page, left.begin(), replayed));
				this.tally.reached(partition, left.begin());
				note(partition, replayed);
			}
		}
		finally {
			note(partition, replayed);
		}
	}

	private boolean endsHere() {
		return this.full || this.tally.isStopped();
	}

	/** Returns the offset of the first record that was not dealt with. */
	private long workOff(TopicPartition partition, DeadLetterReader.Page page, long begin, ReplayedOffsets replayed)
			throws InterruptedException {
		long position = begin;
		for (ConsumerRecord<byte[], byte[]> record : page.records()) {
			replayed.add(position, record.offset());
			take(new DeadLetterRecord(record), replayed);
			if (endsHere()) {
				return record.offset();
			}
			position = record.offset() + 1;
			if (this.timing.nanos() - this.notedAt >= NOTE_INTERVAL) {
				note(partition, replayed);
			}
		}
		replayed.add(position, page.next());
		return page.next();
	}

	private void take(DeadLetterRecord letter, ReplayedOffsets replayed) throws InterruptedException {
		if (!this.selection.matches(letter)) {
			return;
		}
		long offset = letter.record().offset();
		TopicChain chain = this.topics.chain(letter);
		if (this.topics.isForeign(letter)) {
			this.tally.skipped("of another group");
			replayed.add(offset, offset + 1);
		}
		else if (replayed.contains(offset) && !this.options.again()) {
			this.tally.skipped("replayed before");
		}
		else if (chain == null) {
			this.tally.skipped("does not tell its main topic");
		}
		else if (mayGo(letter, replayed)) {
			send(letter, chain, replayed);
		}
	}

	private boolean mayGo(DeadLetterRecord letter, ReplayedOffsets replayed) throws InterruptedException {
		if (this.tally.hasSelected(this.options.limit())) {
			this.tally.stopped("the limit of %d records is reached".formatted(this.options.limit()));
		}
		else if (!replayed.hasRoomFor(letter.record().offset())) {
			this.full = true;
			this.tally.leftOver(
					"%s is %d offsets or more behind the first one of its partition that was not replayed, at offset %d; which are replayed in between can be remembered no further. The rest of this partition was left out. Replay the first one, or settle why it cannot be"
						.formatted(ReplayTally.placeOf(letter), ReplayedOffsets.ROOM, replayed.first()));
		}
		else if (!this.options.dryRun() && !this.pace.awaitTurn()) {
			stopForTime();
		}
		return !endsHere();
	}

	private void stopForTime() {
		this.tally.stopped("the time of %s is up".formatted(this.options.timeout()));
	}

	private void send(DeadLetterRecord letter, TopicChain chain, ReplayedOffsets replayed) throws InterruptedException {
		String topic = DeadLetterTopics.target(chain);
		Throwable failure = this.options.dryRun() ? null : this.sender.send(letter, topic);
		this.tally.selected(letter, topic, topic.equals(chain.main()), failure);
		if (failure != null) {
			if (!ReplaySender.isOfTheRecord(failure)) {
				this.tally
					.stopped("topic '%s' did not take %s: %s".formatted(topic, ReplayTally.placeOf(letter), failure));
			}
		}
		else {
			// Also in a dry run, which is to end where a replay would.
			replayed.add(letter.record().offset(), letter.record().offset() + 1);
			if (!this.options.dryRun()) {
				this.tally.replayed();
				this.notNoted++;
				this.whenReplayed.run();
			}
		}
	}

	private void note(TopicPartition partition, ReplayedOffsets replayed) {
		OffsetAndMetadata now = replayed.toCommit();
		if (this.options.dryRun() || now.equals(this.noted)) {
			return;
		}
		this.noted = now;
		this.notedAt = this.timing.nanos();
		try {
			this.reader.remember(partition, now);
			this.notNoted = 0;
		}
		catch (WakeupException ex) {
			this.tally.stopped(APPLICATION_STOPS);
		}
		catch (KafkaException ex) {
			this.tally.stopped(
					"Kafka did not keep which records were replayed: %s. The next replay sends the last %d of them again"
						.formatted(ex, this.notNoted));
		}
	}

}
