package io.github.robustkafka.sample.demo.run;

/**
 * What goes wrong with a few orders on their way to being paid. No order has two of them.
 */
public enum Mishap {

	/** The first call of the handler fails. */
	FAILS_ONCE(50, 27),

	/** Each call of the handler fails. */
	FAILS_ALWAYS(500, 150),

	/** Its record is in Kafka twice, with the same record id. */
	COMES_TWICE(400, 100);

	private final int every;

	private final int first;

	Mishap(int every, int first) {
		this.every = every;
		this.first = first;
	}

	/**
	 * Whether it befalls an order.
	 * @param number number of the order
	 * @return true for one order in so many
	 */
	public boolean befalls(int number) {
		return number % this.every == this.first;
	}

	/**
	 * Says which orders it befalls.
	 * @return the first two numbers
	 */
	public String examples() {
		return this.first + ", " + (this.first + this.every) + ", ...";
	}

}
