package io.github.robustkafka.autoconfigure.command;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import io.github.robustkafka.outbox.RecordState;
import io.github.robustkafka.sqlite.OutboxInspection;
import io.github.robustkafka.sqlite.OutboxInspection.Backlog;
import io.github.robustkafka.sqlite.SalvageReport;
import io.github.robustkafka.sqlite.SqliteOutboxes;
import io.github.robustkafka.sqlite.SqliteSettings;

/**
 * The commands that need the file alone. Each returns the exit code of the process: 0 if
 * all is well, 1 if not.
 */
final class FileCommands {

	private final SqliteSettings settings;

	private final CommandOutput output;

	FileCommands(SqliteSettings settings, CommandOutput output) {
		this.settings = settings;
		this.output = output;
	}

	int inspect() {
		OutboxInspection found = SqliteOutboxes.inspect(this.settings.path());
		describe(found);
		return found.damage().isEmpty() ? 0 : 1;
	}

	private void describe(OutboxInspection found) {
		this.output.entry("Outbox", "%s%s", found.file(), found.inUse() ? ", in use by an application" : "");
		this.output.entry("Schema version", "%d", found.schemaVersion());
		this.output.entry("Size", "%d bytes, write-ahead log %d bytes", found.fileSize(), found.logSize());
		for (RecordState state : RecordState.values()) {
			this.output.entry(capitalized(state.word()), "%s",
					describe(found.states().getOrDefault(state, Backlog.NONE)));
		}
		found.pendingTopics().forEach((topic, pending) -> this.output.entry("  to " + topic, "%s", describe(pending)));
		if (found.damage().isEmpty()) {
			this.output.entry("Damage", "none found");
		}
		found.damage().forEach((damage) -> this.output.entry("Damage", "%s", damage));
	}

	private static String describe(Backlog backlog) {
		return (backlog.count() == 0) ? "none" : "%d, %d bytes, the oldest of %s".formatted(backlog.count(),
				backlog.bytes(), Instant.ofEpochMilli(backlog.oldestAppendedAt()).truncatedTo(ChronoUnit.SECONDS));
	}

	private static String capitalized(String word) {
		return Character.toUpperCase(word.charAt(0)) + word.substring(1);
	}

	int salvage() {
		Path file = SqliteOutboxes.requireFile(this.settings.path());
		OutboxInspection found = SqliteOutboxes.inspect(file);
		if (found.damage().isEmpty() && !found.inUse()) {
			this.output.line("The outbox '%s' is sound. Nothing was changed.", file);
			return 0;
		}
		SalvageReport report = SqliteOutboxes.salvage(this.settings);
		this.output.entry("Outbox", "%s, made anew", file);
		this.output.entry("Damaged file", "%s, kept", String.valueOf(report.keptAs()));
		this.output.entry("Saved", "%d records: %d pending, %d acknowledged, %d failed", report.saved(),
				report.pending(), report.acknowledged(), report.failed());
		this.output.entry("Do not fit checksum", "%d records", report.damaged());
		this.output.entry("Cannot be read", "%d positions", report.unreadable());
		this.output.entry("Damaged in the log", "%d parts", report.damagedFrames());
		return report.isComplete() ? 0 : 1;
	}

}
