package io.github.robustkafka.sample.demo;

import io.github.robustkafka.sample.demo.payments.Payments;
import io.github.robustkafka.sample.demo.received.Balance;
import io.github.robustkafka.sample.demo.run.DemoRun;
import io.github.robustkafka.sample.demo.run.Mishap;
import io.github.robustkafka.sample.demo.run.RunFolder;

/**
 * All that the story says.
 */
final class Words {

	static final String ANNOUNCEMENT = """

			Robust Kafka, a demonstration of about a minute: orders are sent through RobustKafkaTemplate and, beside it,
			through a plain KafkaTemplate, while the broker goes away and the sender is killed with -9. Which ones arrive?
			Those that went the robust way are paid, by a @RobustListener. Some payments fail. Is one lost, or taken twice?
			(Without it, just the shop: demo.enabled=false)
			""";

	static final String OTHER_BROKER = """
			There is no demonstration, since it stops and starts the broker: 'spring.kafka.bootstrap-servers' names one
			that is not ours.
			""";

	static final String NORMAL = "\n1/5   The broker runs, all is well.";

	static final String OUTAGE = "2/5   The broker stops. Sending goes on.";

	static final String KILL = "3/5   Still no broker, and now the sender dies in the middle of its work: kill -9 %d";

	static final String RESTARTED = "      The sender is gone. It is started again; to kill it yourself: kill -9 %d";

	static final String RETURN = "4/5   The broker returns. Sending goes on.";

	static final String DELIVERY = "5/5   All orders are sent. What still waits is delivered, then all is counted.";

	static final String CONTINUED = """

			An earlier demonstration was interrupted after %d orders. Nothing new is sent now: its delivery is finished.
			""";

	static final String BROKEN = """

			The demonstration cannot be told to its end: %s.
			What was sent is in the outbox; the next start of the sample goes on with its delivery.
			""";

	private static final String INTRODUCTION = """

			The shop is open on http://localhost:%s, also while this runs.
			%s
			Its log:          %s
			Its outbox:       sqlite3 -readonly %s "select state, count(*) from outbox group by state"
			Kill it yourself: kill -9 %d    (it is started again)
			Kill everything:  kill -9 %d    (start the sample again, and the delivery is finished)

			sent          written into a tally on disk, then given to the template
			journaled     send has returned, the order is in the outbox on disk
			acknowledged  the broker has it
			received      read back from Kafka

			payments       taken by a @RobustListener in this process, for the robust orders that are received
			handled        its method has returned
			retried        the method has thrown, and is called again a second later; orders %s fail once
			dead-lettered  put aside after three calls; orders %s always fail
			duplicates     not paid again; orders %s are in Kafka twice, with the same record id
			""";

	private static final String SENDER = """
			The sender, a process of its own, sends %d orders, %d a second, each through both templates.""";

	private static final String DELIVERER = """
			The sender, a process of its own, delivers what its outbox still holds.""";

	private static final String KEPT = """

			Without a broker the plain send let its customers wait, and the orders it had taken into memory before died
			with the sender. The robust send returned each time, with the order on disk. A duplicate is an order that was
			sent again because the kill hid the answer to the first time.

			A payment that failed went through a retry topic and was tried again, while the orders behind it did not wait.
			What fails for good is in the topic demo-robust-demo-payments-dlt, with the reason in its headers. What came
			twice was recognised by its record id and paid once.
			""";

	private static final String TWICE = """

			Paid twice: %d. A customer who asks again, since a kill hid the answer, makes a new record with an id of its own.
			And a listener that is killed right behind a payment is given the order again.
			""";

	private static final String NOT_KEPT = """

			That must not happen: %s. Please report it, with the folder %s.
			""";

	private Words() {
	}

	static String introduction(DemoRun run, RunFolder folder, String port, long senderPid) {
		String task = (run.phase() == DemoRun.Phase.SENDING) ? SENDER.formatted(run.total(), run.rate()) : DELIVERER;
		return INTRODUCTION.formatted(port, task, folder.senderLog(), folder.outbox(), senderPid,
				ProcessHandle.current().pid(), Mishap.FAILS_ONCE.examples(), Mishap.FAILS_ALWAYS.examples(),
				Mishap.COMES_TWICE.examples());
	}

	/** Scripts read these two lines. */
	static String result(Balance plain, Balance robust) {
		return "%nplain: lost %d of %d%nrobust: lost %d of %d, reordered %d, duplicates %d".formatted(plain.lost(),
				plain.sent(), robust.lost(), robust.sent(), robust.reordered(), robust.duplicates());
	}

	/** Scripts read this line too. */
	static String result(Payments payments, int sent) {
		return "payments: handled %d of %d, retried %d, dead-lettered %d, duplicates recognised %d"
			.formatted(payments.handled(), sent, payments.retried(), payments.deadLettered(), payments.duplicates());
	}

	static String progress(Payments payments) {
		return "      payments: %d handled, %d retried, %d dead-lettered, %d duplicates recognised"
			.formatted(payments.handled(), payments.retried(), payments.deadLettered(), payments.duplicates());
	}

	static String meaning(Balance robust, Payments payments, RunFolder folder) {
		if (!robust.isKept()) {
			return NOT_KEPT.formatted("the robust template lost or reordered something", folder.path());
		}
		int missing = payments.missing(robust.sent());
		if (missing != 0) {
			return NOT_KEPT.formatted(missing + " payments are neither handled nor dead letters", folder.path());
		}
		return (payments.repeated() > 0) ? KEPT + TWICE.formatted(payments.repeated()) : KEPT;
	}

}
