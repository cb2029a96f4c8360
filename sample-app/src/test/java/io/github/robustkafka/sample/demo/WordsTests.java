package io.github.robustkafka.sample.demo;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import io.github.robustkafka.sample.demo.payments.Payments;
import io.github.robustkafka.sample.demo.received.Balance;
import io.github.robustkafka.sample.demo.run.DemoRun;
import io.github.robustkafka.sample.demo.run.DemoRun.Phase;
import io.github.robustkafka.sample.demo.run.RunFolder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Words}.
 */
class WordsTests {

	private static final RunFolder FOLDER = new RunFolder(Path.of("data", "demo"));

	@Test
	void resultIsTwoLinesForScripts() {
		assertThat(Words.result(new Balance(2000, 7, 3, 1), new Balance(2000, 0, 0, 2)).strip().lines())
			.containsExactly("plain: lost 7 of 2000", "robust: lost 0 of 2000, reordered 0, duplicates 2");
	}

	@Test
	void introductionHasTheCommandsToPaste() {
		String introduction = Words.introduction(new DemoRun("r", 100, 50, Phase.SENDING), FOLDER, "8081", 4711);
		assertThat(introduction).contains("http://localhost:8081", "sends 100 orders, 50 a second", "kill -9 4711 ",
				"kill -9 " + ProcessHandle.current().pid(), "sqlite3 -readonly " + FOLDER.outbox() + " \"select",
				FOLDER.senderLog().toString());
	}

	@Test
	void paymentsAreAThirdLine() {
		assertThat(Words.result(new Payments(1996, 44, 4, 5, 0), 2000))
			.isEqualTo("payments: handled 1996 of 2000, retried 44, dead-lettered 4, duplicates recognised 5");
	}

	@Test
	void lostOrRepeatedPaymentIsNotExplainedAway() {
		Balance robust = new Balance(5, 0, 0, 0);
		assertThat(Words.meaning(robust, new Payments(3, 0, 1, 0, 0), FOLDER)).contains("must not happen",
				"1 payments are neither");
		assertThat(Words.meaning(robust, new Payments(4, 0, 1, 0, 0), FOLDER)).doesNotContain("must not happen",
				"Paid twice");
		assertThat(Words.meaning(robust, new Payments(5, 0, 0, 0, 2), FOLDER)).contains("Paid twice: 2")
			.doesNotContain("must not happen");
	}

	@Test
	void brokenPromiseIsNotExplainedAway() {
		assertThat(Words.meaning(new Balance(5, 1, 0, 0), new Payments(5, 0, 0, 0, 0), FOLDER))
			.contains("must not happen");
		assertThat(Words.meaning(new Balance(5, 0, 1, 0), new Payments(5, 0, 0, 0, 0), FOLDER))
			.contains("must not happen");
		assertThat(Words.meaning(new Balance(5, 0, 0, 1), new Payments(5, 0, 0, 0, 0), FOLDER))
			.doesNotContain("must not happen");
	}

}
