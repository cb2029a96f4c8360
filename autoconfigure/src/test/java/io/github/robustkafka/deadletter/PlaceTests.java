package io.github.robustkafka.deadletter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What operators write to name dead letters.
 */
class PlaceTests {

	@Test
	void aPlaceIsReadAsItIsWritten() {
		Place place = new Place("orders-2-payments-dlt", 7, 42);
		assertThat(place).hasToString("orders-2-payments-dlt-7@42");
		assertThat(Place.parse(place.toString())).isEqualTo(place);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "orders", "orders-1", "orders@1", "-1@1", "orders-1@", "orders-x@1", "orders--1@1x",
			"orders-1@-1", "orders-99999999999@1", "orders-1@9999999999999999999", "or ders-1@1", "a\nb-1@1" })
	void whatIsNoPlaceIsRefused(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> Place.parse(text))
			.withMessageContaining("topic-partition@offset");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "java lang", "a\nb", "a\u0000b", "all; drop" })
	void whatIsNoClassIsRefused(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> ReplaySelection.ofException(name));
	}

	@Test
	void nestedClassesAreClasses() {
		assertThat(ReplaySelection.ofException("com.acme.Orders$Refused"))
			.hasToString("all of com.acme.Orders$Refused");
	}

}
