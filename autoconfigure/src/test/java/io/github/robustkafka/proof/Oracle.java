package io.github.robustkafka.proof;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.github.robustkafka.outbox.FailedRecord;
import io.github.robustkafka.outbox.PendingRecord;

/**
 * Knows what was sent and what was answered, from what the process under test told before
 * it met its end, and judges what a store holds afterwards:
 * <ul>
 * <li>what was accepted is there, byte for byte, unless Kafka has it,</li>
 * <li>what was refused is not there, and was never handed to the relay,</li>
 * <li>records of one append are all there or none of them,</li>
 * <li>records of one lane are in the order in which they were sent,</li>
 * <li>what would be published a second time is at most the window, and has the same
 * record id.</li>
 * </ul>
 */
final class Oracle {

	/**
	 * How many records are in flight at most: their acknowledgement was told, its commit
	 * not yet.
	 */
	static final int WINDOW = 10;

	private final Map<Integer, Sent> sent = new TreeMap<>();

	private final Map<Integer, Answer> answers = new HashMap<>();

	private final Map<Integer, Integer> lastHanded = new HashMap<>();

	private final List<String> violations = new ArrayList<>();

	private int accepted;

	private int heard;

	/**
	 * What became of an append.
	 */
	private enum Answer {

		NONE, ACCEPTED, REFUSED, UNKNOWN

	}

	/**
	 * What is known of a record.
	 */
	private static final class Sent {

		private final int number;

		private int append;

		private boolean resent;

		private boolean found;

		private long handedAt;

		private boolean acknowledged;

		private boolean failed;

		private boolean retried;

		private boolean discarded;

		private Sent(int number) {
			this.number = number;
		}

	}

	/**
	 * Hears lines of the process, without the number of the trial.
	 */
	void hear(List<String> lines) {
		lines.forEach(this::hear);
	}

	void hear(String line) {
		this.heard++;
		String[] words = line.split(" ");
		Answers.Event event = Answers.Event.valueOf(words[0]);
		int number = (words.length > 1 && event != Answers.Event.UNTYPED) ? Integer.parseInt(words[1]) : 0;
		switch (event) {
			case SEND -> send(number, words, false);
			case RESEND -> send(number, words, true);
			case ACCEPTED -> {
				this.answers.put(number, Answer.ACCEPTED);
				this.accepted++;
			}
			case REFUSED -> this.answers.put(number, Answer.REFUSED);
			case UNKNOWN -> this.answers.put(number, Answer.UNKNOWN);
			case HANDED -> handed(record(number), Long.parseLong(words[2]));
			case ACKNOWLEDGE -> record(number).acknowledged = true;
			case FAIL -> record(number).failed = true;
			case RETRY -> record(number).retried = true;
			case DISCARD -> record(number).discarded = true;
			case FOUND -> found(record(number));
			case UNTYPED -> this.violations.add(line);
			case NOTE, END, ADD, ADDED -> {
			}
		}
	}

	/**
	 * What an earlier process said of its outcome did not come to be committed.
	 */
	private static void found(Sent record) {
		record.found = true;
		record.acknowledged = false;
		record.failed = false;
	}

	private Sent record(int number) {
		return this.sent.computeIfAbsent(number, Sent::new);
	}

	private void send(int append, String[] words, boolean again) {
		this.answers.put(append, Answer.NONE);
		Arrays.stream(words, 2, words.length).mapToInt(Integer::parseInt).forEach((number) -> {
			Sent record = record(number);
			record.append = append;
			record.resent |= again;
		});
	}

	private void handed(Sent record, long position) {
		if (record.handedAt != 0 && record.handedAt != position && !record.retried) {
			violated("second row", record.number);
		}
		int last = this.lastHanded.getOrDefault(ProofRecords.lane(record.number), 0);
		if (record.handedAt == 0 && !record.resent && !record.retried) {
			if (record.number < last) {
				violated("handed over late", record.number);
			}
			this.lastHanded.put(ProofRecords.lane(record.number), record.number);
		}
		record.handedAt = position;
	}

	/**
	 * How many appends were answered with success so far.
	 */
	int accepted() {
		return this.accepted;
	}

	/**
	 * How many lines it has heard.
	 */
	int heard() {
		return this.heard;
	}

	private void violated(String rule, int number) {
		this.violations.add(rule + ": " + number);
	}

	/**
	 * Judges what the store holds. May be asked any number of times.
	 */
	Verdict judge(StoredRecords stored) {
		Verdict verdict = new Verdict();
		this.violations.forEach(verdict::reordered);
		Map<Integer, PendingRecord> pending = new HashMap<>();
		for (PendingRecord record : stored.pending()) {
			judgeRow(record, pending, verdict);
		}
		Set<Integer> failed = new HashSet<>();
		for (FailedRecord record : stored.failed()) {
			failed.add(ProofRecords.number(record.recordId()));
		}
		stored.corrupt().forEach((position) -> verdict.lost("row called damaged at position " + position));
		this.sent.values().forEach((record) -> judgeRecord(record, pending.keySet(), failed, verdict));
		judgeAppends(pending.keySet(), failed, verdict);
		judgeOrder(stored.pending(), verdict);
		return verdict;
	}

	private void judgeRow(PendingRecord row, Map<Integer, PendingRecord> pending, Verdict verdict) {
		int number = ProofRecords.number(row.record().recordId());
		if (!this.sent.containsKey(number)) {
			verdict.ghost("record that nobody sent: " + row.record().recordId());
		}
		else if (!ProofRecords.same(row.record(), ProofRecords.record(number))) {
			verdict.wrong("other bytes than were sent: " + number);
		}
		if (pending.put(number, row) != null) {
			verdict.wrong("two rows of one record: " + number);
		}
	}

	private void judgeRecord(Sent record, Set<Integer> pending, Set<Integer> failed, Verdict verdict) {
		boolean isStored = pending.contains(record.number) || failed.contains(record.number);
		Answer answer = answer(record);
		boolean promised = record.found || answer == Answer.ACCEPTED;
		if (promised && !record.acknowledged && !record.discarded && !isStored) {
			verdict.lost("accepted, but not there: " + record.number);
		}
		if (failed.contains(record.number) && !record.failed) {
			verdict.lost("failed, though nobody said so: " + record.number);
		}
		if (answer == Answer.REFUSED && (isStored || record.handedAt != 0)) {
			verdict.ghost("refused, but there or handed over: " + record.number);
		}
		if (record.acknowledged && pending.contains(record.number)) {
			verdict.duplicate();
		}
	}

	private Answer answer(Sent record) {
		return this.answers.getOrDefault(record.append, Answer.NONE);
	}

	private void judgeAppends(Set<Integer> pending, Set<Integer> failed, Verdict verdict) {
		Map<Integer, Set<Boolean>> present = new HashMap<>();
		for (Sent record : this.sent.values()) {
			if (!record.found && !record.resent
					&& (answer(record) == Answer.NONE || answer(record) == Answer.UNKNOWN)) {
				boolean isThere = record.acknowledged || record.discarded || pending.contains(record.number)
						|| failed.contains(record.number);
				present.computeIfAbsent(record.append, (append) -> new HashSet<>()).add(isThere);
			}
		}
		present.forEach((append, both) -> {
			if (both.size() > 1) {
				verdict.ghost("only some records of append " + append);
			}
		});
	}

	private void judgeOrder(List<PendingRecord> rows, Verdict verdict) {
		List<PendingRecord> ordered = new ArrayList<>(rows);
		ordered.sort(Comparator.comparing(PendingRecord::position));
		Map<Integer, Integer> last = new HashMap<>();
		for (PendingRecord row : ordered) {
			int number = ProofRecords.number(row.record().recordId());
			Sent record = this.sent.get(number);
			if (record == null || record.resent || record.retried) {
				continue;
			}
			Integer before = last.put(ProofRecords.lane(number), number);
			if (before != null && before > number) {
				verdict.reordered("behind a later one of its lane: " + number);
			}
		}
	}

}
