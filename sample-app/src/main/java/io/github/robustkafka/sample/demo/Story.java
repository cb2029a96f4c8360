package io.github.robustkafka.sample.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

import io.github.robustkafka.sample.broker.InProcessBroker;
import io.github.robustkafka.sample.demo.payments.PaymentLedger;
import io.github.robustkafka.sample.demo.payments.Payments;
import io.github.robustkafka.sample.demo.received.Balance;
import io.github.robustkafka.sample.demo.received.OrderReader;
import io.github.robustkafka.sample.demo.run.DemoRun;
import io.github.robustkafka.sample.demo.run.Lane;
import io.github.robustkafka.sample.demo.run.RunFolder;
import io.github.robustkafka.sample.demo.run.Tally;

/**
 * Tells one run, in five acts:
 * <ol>
 * <li>orders are sent,</li>
 * <li>the broker stops, and sending goes on,</li>
 * <li>the sender is killed, started again, and goes on,</li>
 * <li>the broker returns,</li>
 * <li>all is delivered, paid and counted.</li>
 * </ol>
 * Of a run that was interrupted only the last act is left.
 */
final class Story {

	private static final int OUTAGE_AT = 20;

	/**
	 * Sending goes no further before the broker begins to stop, so that orders are left
	 * for the outage however long that takes.
	 */
	private static final int BEFORE_OUTAGE = 30;

	private static final int KILL_AT = 40;

	/**
	 * Sending goes no further before the sender was killed, so that orders are left for
	 * the one that is started again.
	 */
	private static final int BEFORE_KILL = 55;

	private static final int RETURN_AT = 65;

	private static final int END = 100;

	private final Screen screen;

	private final RunFolder folder;

	private final DemoRun run;

	private final InProcessBroker broker;

	private final SenderProcess sender;

	private final OrderReader reader;

	private final PaymentLedger payments;

	private final Watch watch;

	private final Clock clock;

	Story(Screen screen, SenderCommand command, DemoRun run, InProcessBroker broker, SenderProcess sender,
			OrderReader reader, Clock clock) {
		this.screen = screen;
		this.folder = command.folder();
		this.run = run;
		this.broker = broker;
		this.sender = sender;
		this.reader = reader;
		this.payments = new PaymentLedger(this.folder);
		this.clock = clock;
		this.watch = new Watch(screen, sender, command, this::progress, clock);
	}

	private Progress progress() {
		return new Progress(this.run.total(), this.sender.progress(Lane.ROBUST), this.reader.received(Lane.ROBUST),
				this.sender.progress(Lane.PLAIN), this.reader.received(Lane.PLAIN));
	}

	/**
	 * Tells the story.
	 * @return whether the robust template and the robust listener kept their promises
	 */
	boolean tell() {
		if (this.run.phase() == DemoRun.Phase.SENDING) {
			sendAndDisturb();
			this.screen.say(Words.DELIVERY);
		}
		else {
			this.screen.say(Words.CONTINUED.formatted(tally(Lane.ROBUST).sent()));
		}
		this.watch.until(Progress::isDelivered);
		this.watch.untilDone("reading from Kafka", this.reader.readToEnd());
		awaitPayments();
		sum();
		return settle();
	}

	private void awaitPayments() {
		int sent = tally(Lane.ROBUST).sent();
		PaymentWatch waiting = new PaymentWatch(this::payments, this.clock);
		this.watch.until((now) -> waiting.isOver(sent, this.reader.repetitions()));
	}

	private void sendAndDisturb() {
		this.screen.say(Words.NORMAL);
		allow(BEFORE_OUTAGE);
		this.watch.until(sent(OUTAGE_AT).and(Progress::hasArrivedOnBothSides));
		sum();
		this.screen.say(Words.OUTAGE);
		allow(BEFORE_KILL);
		this.watch.untilDone("stopping the broker", inAThread(this.broker::stop));
		this.watch.until(sent(KILL_AT).and(this::isPlainAtRisk));
		sum();
		this.screen.say(Words.KILL.formatted(this.sender.pid()));
		this.sender.kill();
		allow(END);
		this.watch.until(sent(RETURN_AT).and((now) -> this.sender.isWorking()));
		sum();
		this.screen.say(Words.RETURN);
		this.watch.untilDone("starting the broker", inAThread(this.broker::start));
		this.watch.until(sent(END));
		sum();
	}

	/**
	 * Not in the common pool, whose threads do not find the classes of an executable jar.
	 */
	private static CompletableFuture<Void> inAThread(Runnable work) {
		return CompletableFuture.runAsync(work, (task) -> new Thread(task, "demo-broker").start());
	}

	/** Or cannot be any more. */
	private boolean isPlainAtRisk(Progress now) {
		return now.isPlainAtRisk(orders(KILL_AT)) || now.plain().sent() >= orders(BEFORE_KILL);
	}

	private void allow(int percent) {
		this.sender.allow(orders(percent));
	}

	private Predicate<Progress> sent(int percent) {
		return (now) -> now.robust().sent() >= orders(percent);
	}

	/** So many percent of the orders, rounded up. */
	private int orders(int percent) {
		return (int) (((long) this.run.total() * percent + END - 1) / END);
	}

	/** Shows how far it has come, at the end of an act. */
	private void sum() {
		this.watch.sum();
		this.screen.say(Words.progress(payments()));
	}

	private Payments payments() {
		return this.payments.read(this.run);
	}

	private boolean settle() {
		Balance plain = this.reader.balance(Lane.PLAIN, tally(Lane.PLAIN).sent());
		Balance robust = this.reader.balance(Lane.ROBUST, tally(Lane.ROBUST).sent());
		this.screen.say(Words.result(plain, robust));
		Payments paid = payments();
		this.screen.say(Words.result(paid, robust.sent()));
		this.screen.say(Words.meaning(robust, paid, this.folder));
		this.folder.finish(this.run);
		return robust.isKept() && paid.missing(robust.sent()) == 0;
	}

	private Tally.State tally(Lane lane) {
		try {
			return Tally.read(this.folder.tally(this.run, lane));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("the tally cannot be read", ex);
		}
	}

}
