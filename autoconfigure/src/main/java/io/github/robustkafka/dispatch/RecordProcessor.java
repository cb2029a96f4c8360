package io.github.robustkafka.dispatch;

/**
 * Does the work for one record.
 */
@FunctionalInterface
public interface RecordProcessor {

	/**
	 * Works on the record. Ends it with {@link RecordTask#done()} or
	 * {@link RecordTask#again}, before or after returning, on any thread; a record that
	 * is never ended is never committed, and holds up its key. What is thrown is logged
	 * as a defect, and the record is processed again after a second.
	 * @param task the record
	 */
	void process(RecordTask task);

}
