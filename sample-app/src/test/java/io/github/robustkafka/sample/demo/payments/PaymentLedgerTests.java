package io.github.robustkafka.sample.demo.payments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.robustkafka.sample.demo.payments.Payments.Event;
import io.github.robustkafka.sample.demo.run.DemoOrder;
import io.github.robustkafka.sample.demo.run.DemoProperties;
import io.github.robustkafka.sample.demo.run.DemoRun;
import io.github.robustkafka.sample.demo.run.RunFolder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PaymentLedger}.
 */
class PaymentLedgerTests {

	@TempDir
	private Path path;

	private RunFolder folder;

	private PaymentLedger ledger;

	@BeforeEach
	void open() {
		this.folder = new RunFolder(this.path);
		this.ledger = new PaymentLedger(this.folder);
	}

	@Test
	void whatIsWrittenIsKnownToTheNextProcess() {
		DemoRun run = begin();
		this.ledger.add(Event.CHARGED, DemoOrder.of(run, 1));
		this.ledger.add(Event.CALLED_AGAIN, DemoOrder.of(run, 2));
		this.ledger.add(Event.CHARGED, DemoOrder.of(run, 2));
		this.ledger.addDuplicate();
		this.ledger.addDuplicate();
		this.ledger.add(Event.GIVEN_UP, DemoOrder.of(run, 3));
		assertThat(new PaymentLedger(this.folder).read(run)).isEqualTo(new Payments(2, 1, 1, 2, 0));
	}

	@Test
	void lineWithoutItsEndDoesNotCount() throws IOException {
		DemoRun run = begin();
		this.ledger.add(Event.CHARGED, DemoOrder.of(run, 1));
		Files.writeString(this.folder.payments(run), "CHARG", StandardOpenOption.APPEND);
		assertThat(this.ledger.read(run).handled()).isEqualTo(1);
	}

	@Test
	void ordersOfOtherRunsDoNotCount() {
		DemoRun run = begin();
		this.ledger.add(Event.CHARGED, new DemoOrder("other-1", "tea", 1));
		assertThat(this.ledger.read(run)).isEqualTo(new Payments(0, 0, 0, 0, 0));
	}

	@Test
	void withoutARunNothingIsWritten() {
		this.ledger.add(Event.CHARGED, new DemoOrder("other-1", "tea", 1));
		this.ledger.addDuplicate();
		assertThat(this.path).isEmptyDirectory();
	}

	private DemoRun begin() {
		return this.folder.open(new DemoProperties(true, false, Duration.ofSeconds(2), 10, this.path),
				Clock.systemUTC());
	}

}
