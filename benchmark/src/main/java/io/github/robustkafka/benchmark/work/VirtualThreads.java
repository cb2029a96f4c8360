package io.github.robustkafka.benchmark.work;

import java.util.Optional;
import java.util.concurrent.ThreadFactory;

/**
 * Virtual threads, where the running JDK has them. The code is compiled for an older one.
 */
public final class VirtualThreads {

	private VirtualThreads() {
	}

	/**
	 * Makes virtual threads.
	 * @return their factory, empty before JDK 21
	 */
	public static Optional<ThreadFactory> factory() {
		if (Runtime.version().feature() < 21) {
			return Optional.empty();
		}
		try {
			Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
			return Optional
				.of((ThreadFactory) Class.forName("java.lang.Thread$Builder").getMethod("factory").invoke(builder));
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException("This JDK should have virtual threads", ex);
		}
	}

}
