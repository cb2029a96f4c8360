package io.github.robustkafka.sample;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Order}.
 */
class OrderTests {

	@Test
	void keepsItsValues() {
		Order order = new Order("n-1.a_B", "Täglich Tee ☕", 2);
		assertThat(order.id()).isEqualTo("n-1.a_B");
		assertThat(order.item()).isEqualTo("Täglich Tee ☕");
		assertThat(order.quantity()).isEqualTo(2);
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", " ", "a b", "a\nb", "ä", "x/y",
			"12345678901234567890123456789012345678901234567890123456789012345" })
	void impossibleIdIsRefused(@Nullable String id) {
		assertThatIllegalArgumentException().isThrownBy(() -> new Order(id, "tea", 1)).withMessageStartingWith("'id'");
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", "  ", "tea\nOrder n9 arrived", "tea\u001b[2J" })
	void impossibleItemIsRefused(@Nullable String item) {
		assertThatIllegalArgumentException().isThrownBy(() -> new Order("n1", item, 1))
			.withMessageStartingWith("'item'");
	}

	@ParameterizedTest
	@CsvSource({ "0", "-1", "10001" })
	void impossibleQuantityIsRefused(int quantity) {
		assertThatIllegalArgumentException().isThrownBy(() -> new Order("n1", "tea", quantity))
			.withMessageStartingWith("'quantity'")
			.withMessageEndingWith("but is " + quantity);
	}

}
