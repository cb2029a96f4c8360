package io.github.robustkafka.proof;

import java.nio.file.Path;

import io.github.robustkafka.proof.Answers.Event;
import io.github.robustkafka.proof.FaultControl.Kind;
import io.github.robustkafka.proof.FaultControl.Slot;

/**
 * The process of an inbox whose file operations fail. In each trial listeners process
 * records before, during and after the fault; then the inbox is closed.
 */
final class InboxFaultProcess {

	private static final int RECORDS = 96;

	private static final int TOGETHER = 8;

	private InboxFaultProcess() {
	}

	/**
	 * Arguments: directory of the files to begin with, directory for the trials, control
	 * file, at how many operations each error occurs.
	 */
	public static void main(String[] arguments) throws Exception {
		new FaultTrials(Path.of(arguments[0]), Path.of(arguments[1]), FaultControl.open(Path.of(arguments[2])),
				InboxFaultProcess::run)
			.run(Integer.parseInt(arguments[3]));
	}

	private static long run(int number, long kinds, Path files, Slot slot) {
		Answers answers = new Answers(number);
		long operations;
		try (InboxUnderTest inbox = new InboxUnderTest(files.resolve(InboxUnderTest.NAME), answers)) {
			inbox.process(KilledOutbox.NEXT_RECORD, RECORDS, TOGETHER);
			operations = slot.operations();
			slot.heal();
			inbox.process(KilledOutbox.NEXT_RECORD + RECORDS, TOGETHER, TOGETHER);
			inbox.awaitAvailable();
			inbox.process(KilledOutbox.NEXT_RECORD + 2 * RECORDS, TOGETHER, TOGETHER);
		}
		catch (Throwable ex) {
			answers.tell(Event.UNTYPED, ex);
			operations = 0;
		}
		answers.tell(Event.END, slot.fired(), (kinds == Kind.READ.bit) ? 1 : 0);
		return operations;
	}

}
