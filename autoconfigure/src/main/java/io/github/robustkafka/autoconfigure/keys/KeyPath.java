package io.github.robustkafka.autoconfigure.keys;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/**
 * A key with places in it where any name or any index may stand.
 *
 * @param elements its elements
 */
record KeyPath(List<String> elements) {

	/** Any name, as in a map. */
	private static final String NAME = "*";

	/** Any index, as in a list. */
	private static final String INDEX = "#";

	static KeyPath of(String prefix) {
		return new KeyPath(List.of(prefix.split("\\.")));
	}

	KeyPath property(String name) {
		return append(DataObjectPropertyName.toDashedForm(name));
	}

	KeyPath anyName() {
		return append(NAME);
	}

	KeyPath anyIndex() {
		return append(INDEX);
	}

	private KeyPath append(String element) {
		List<String> longer = new ArrayList<>(this.elements);
		longer.add(element);
		return new KeyPath(longer);
	}

	/** Whether the name is this key or a group that it belongs to. */
	boolean beginsWith(ConfigurationPropertyName name) {
		return name.getNumberOfElements() <= this.elements.size() && matches(name);
	}

	private boolean matches(ConfigurationPropertyName name) {
		for (int i = 0; i < name.getNumberOfElements(); i++) {
			String wanted = this.elements.get(i);
			boolean fits = switch (wanted) {
				case NAME -> true;
				case INDEX -> name.getElement(i, Form.UNIFORM).matches("\\d+");
				default -> letters(wanted).equals(name.getElement(i, Form.UNIFORM));
			};
			if (!fits) {
				return false;
			}
		}
		return true;
	}

	/** Whether letters without anything between them can mean this key. */
	boolean isSpelledBy(String letters) {
		String pattern = this.elements.stream().map((element) -> switch (element) {
			case NAME -> ".+";
			case INDEX -> "\\d+";
			default -> Pattern.quote(letters(element));
		}).collect(Collectors.joining());
		return letters.matches(pattern);
	}

	String last() {
		return letters(this.elements.get(this.elements.size() - 1));
	}

	private static String letters(String element) {
		return element.replace("-", "");
	}

	@Override
	public String toString() {
		return String.join(".", this.elements).replace(NAME, "<id>").replace("." + INDEX, "[0]");
	}

}
