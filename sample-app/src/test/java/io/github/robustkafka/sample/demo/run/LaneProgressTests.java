package io.github.robustkafka.sample.demo.run;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LaneProgress}.
 */
class LaneProgressTests {

	@Test
	void lineIsReadAsItWasWritten() {
		LaneProgress progress = new LaneProgress(Lane.PLAIN, 12, 11, 3, 7, true);
		assertThat(progress.line()).isEqualTo("plain sent=12 returned=11 open=3 waiting=7 done=true");
		assertThat(LaneProgress.parse(progress.line())).contains(progress);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Picked up JAVA_TOOL_OPTIONS: -Xmx1g", "plain sent=12" })
	void otherLinesAreSkipped(String line) {
		assertThat(LaneProgress.parse(line)).isEmpty();
	}

	@Test
	void whatIsNotOpenWasAcknowledged() {
		assertThat(new LaneProgress(Lane.ROBUST, 12, 11, 3, 0, false).acknowledged()).isEqualTo(8);
		assertThat(new LaneProgress(Lane.ROBUST, 1, 0, 1, 0, false).acknowledged()).isZero();
	}

}
