package io.github.robustkafka.sample.demo.run;

import io.github.robustkafka.sample.demo.run.DemoRun.Phase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DemoOrder}.
 */
class DemoOrderTests {

	private static final DemoRun RUN = new DemoRun("r7", 100, 10, Phase.SENDING);

	@Test
	void numberIsFoundInTheJsonOfAnOrder() {
		String json = JsonMapper.shared().writeValueAsString(DemoOrder.of(RUN, 42));
		assertThat(DemoOrder.number(RUN, json)).hasValue(42);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "no order", "{\"id\":\"r8-42\"}", "{\"id\":\"r7-\"}", "{\"id\":\"r7-12345678901\"}" })
	void whatIsNoOrderOfTheRunDoesNotCount(String value) {
		assertThat(DemoOrder.number(RUN, value)).isEmpty();
	}

}
