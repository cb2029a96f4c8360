package io.github.robustkafka.sample.page;

import java.util.List;
import java.util.UUID;
import java.time.Instant;
import java.util.function.Predicate;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import io.github.robustkafka.outbox.FailedRecord;
import io.github.robustkafka.sample.page.LiveController.Done;
import io.github.robustkafka.writer.FailedRecords;

/**
 * The records that Kafka will never take as they are.
 */
@RestController
@RequestMapping("/live/failed")
class FailedRecordController {

	private static final int LISTED = 50;

	private final FailedRecords records;

	FailedRecordController(FailedRecords records) {
		this.records = records;
	}

	@GetMapping
	List<Failed> list() {
		return this.records.find(0, LISTED)
			.stream()
			.map((record) -> new Failed(record.position(), record.recordId(), record.topic(), record.reason(),
					record.failedAt()))
			.toList();
	}

	@PostMapping("/{position}/retry")
	Done retry(@PathVariable long position) {
		return change(position, this.records::retry, "The record is pending again.");
	}

	@PostMapping("/{position}/discard")
	Done discard(@PathVariable long position) {
		return change(position, this.records::discard, "The record is gone.");
	}

	private Done change(long position, Predicate<FailedRecord> change, String message) {
		boolean changed = this.records.find(position - 1, 1)
			.stream()
			.filter((record) -> record.position() == position)
			.anyMatch(change);
		return new Done(changed ? message : "The record was no longer failed.");
	}

	/**
	 * A failed record.
	 *
	 * @param position its place in the outbox
	 * @param recordId its record id
	 * @param topic the topic that refused it
	 * @param reason why
	 * @param failedAt when
	 */
	record Failed(long position, UUID recordId, String topic, String reason, Instant failedAt) {
	}

}
