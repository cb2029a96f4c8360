package io.github.robustkafka.sqlite;

/**
 * What a start does with a damaged outbox that cannot be used as it is: its write-ahead
 * log is damaged in the middle, or SQLite cannot open the file.
 */
public enum OnDamage {

	/**
	 * The start is refused. Nothing is changed; the message names the command that
	 * salvages the records.
	 */
	STOP,

	/**
	 * The file is kept aside with its write-ahead log, every record that still fits its
	 * checksum is carried into a new file, and what was saved is told.
	 */
	SET_ASIDE

}
