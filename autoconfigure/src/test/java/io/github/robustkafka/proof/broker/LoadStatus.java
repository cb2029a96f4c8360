package io.github.robustkafka.proof.broker;

/**
 * How the application under load is doing.
 *
 * @param accepted sends that returned in this life of it
 * @param pending records that are pending
 * @param failed records that failed
 * @param outage whether it thinks that Kafka does not answer
 * @param obstacles topics that it cannot send to
 */
record LoadStatus(long accepted, long pending, long failed, boolean outage, String obstacles) {

	static LoadStatus of(String line) {
		String[] words = line.split(" ", 5);
		return new LoadStatus(Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]),
				Boolean.parseBoolean(words[3]), words[4]);
	}

}
