package io.github.robustkafka.sample;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What a customer wants: the JSON body of a request and the value of a Kafka record. An
 * order with impossible values cannot be made, neither from a request nor from a record.
 *
 * @param id names the order and is the key of its record
 * @param item what is ordered
 * @param quantity how many of them
 */
public record Order(String id, String item, int quantity) {

	/**
	 * Where orders are sent to.
	 */
	public static final String TOPIC = "orders";

	private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

	private static final Pattern ITEM = Pattern.compile("(?=.*\\S)\\P{Cntrl}{1,200}", Pattern.UNICODE_CHARACTER_CLASS);

	private static final int MAX_QUANTITY = 10_000;

	public Order {
		check(matches(ID, id), "'id' must be 1 to 64 letters, digits, dots, dashes or underscores");
		check(matches(ITEM, item), "'item' must be 1 to 200 characters, not all blank, without control characters");
		check(quantity >= 1 && quantity <= MAX_QUANTITY,
				"'quantity' must be a whole number from 1 to " + MAX_QUANTITY + ", but is " + quantity);
	}

	private static boolean matches(Pattern pattern, @Nullable String text) {
		return text != null && pattern.matcher(text).matches();
	}

	private static void check(boolean possible, String message) {
		if (!possible) {
			throw new IllegalArgumentException(message);
		}
	}

}
