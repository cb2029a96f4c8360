package io.github.robustkafka.sample.demo.run;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is sent: the value of a record.
 *
 * @param id run and number
 * @param item what is ordered
 * @param quantity how many of them
 */
public record DemoOrder(String id, String item, int quantity) {

	private static final int TABLES = 12;

	private static final Pattern ID = Pattern.compile("\"id\":\"([0-9a-z]{1,20})-([0-9]{1,9})\"");

	/**
	 * Makes an order.
	 * @param run the run it belongs to
	 * @param number its number
	 * @return the order
	 */
	public static DemoOrder of(DemoRun run, int number) {
		return new DemoOrder(run.id() + "-" + number, "tea", 1);
	}

	/**
	 * Returns the key of an order: the orders of a table keep their order.
	 * @param number its number
	 * @return the key
	 */
	public static String table(int number) {
		return "table-" + number % TABLES;
	}

	/**
	 * Whether this is an order of a run.
	 * @param run the run
	 * @return true if its id says so
	 */
	public boolean isOf(DemoRun run) {
		return this.id.startsWith(run.id() + "-");
	}

	/**
	 * Returns the number of this order.
	 * @return a number from 1
	 */
	public int number() {
		return Integer.parseInt(this.id.substring(this.id.indexOf('-') + 1));
	}

	/**
	 * Finds the number in the value of a record.
	 * @param run the run whose orders count
	 * @param json the value, whatever it is
	 * @return the number, or empty if this is no order of the run
	 */
	public static OptionalInt number(DemoRun run, String json) {
		Matcher id = ID.matcher(json);
		return (id.find() && id.group(1).equals(run.id())) ? OptionalInt.of(Integer.parseInt(id.group(2)))
				: OptionalInt.empty();
	}

}
