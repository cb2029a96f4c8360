package io.github.robustkafka.autoconfigure.command;

/**
 * What an application does with its outbox instead of starting.
 */
public enum Command {

	/**
	 * Tells what is in it. Changes nothing.
	 */
	INSPECT,

	/**
	 * Makes a sound file of a damaged one, with all records that can be read.
	 */
	SALVAGE,

	/**
	 * Publishes all that is pending.
	 */
	DRAIN;

	/**
	 * The setting that names the command.
	 */
	static final String KEY = "robust.kafka.command";

}
