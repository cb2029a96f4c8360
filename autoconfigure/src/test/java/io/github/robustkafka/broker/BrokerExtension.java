package io.github.robustkafka.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import org.springframework.util.FileSystemUtils;

/**
 * Gives one broker to all tests of a JVM: as a parameter of type {@link BrokerProcess},
 * or by {@link #sharedBroker()} where there are no parameters. It starts when it is first
 * asked for, and ends with the last test. Tests that share it use topics of their own
 * ({@link Topics#createNew(String, int)}) and leave it running; those that kill, pause or
 * wipe start one for themselves.
 */
public final class BrokerExtension implements BeforeAllCallback, ParameterResolver {

	private static @Nullable BrokerProcess shared;

	/**
	 * The broker that all tests of this JVM share.
	 * @return the running broker
	 */
	public static synchronized BrokerProcess sharedBroker() {
		if (shared == null) {
			shared = BrokerProcess.start(newDirectory());
		}
		shared.start();
		return shared;
	}

	@Override
	public void beforeAll(ExtensionContext context) {
		context.getRoot()
			.getStore(Namespace.create(BrokerExtension.class))
			.computeIfAbsent(AutoCloseable.class, (type) -> BrokerExtension::closeShared, AutoCloseable.class);
	}

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return parameter.getParameter().getType() == BrokerProcess.class;
	}

	@Override
	public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
		return sharedBroker();
	}

	private static synchronized void closeShared() {
		if (shared != null) {
			BrokerProcess closing = shared;
			shared = null;
			closing.close();
			delete(closing.settings().directory());
		}
	}

	/**
	 * Also cleans up after a JVM in which no test was extended by this class.
	 */
	private static Path newDirectory() {
		try {
			Path directory = Files.createTempDirectory("robust-kafka-broker");
			Runtime.getRuntime().addShutdownHook(new Thread(BrokerExtension::closeShared, "close-shared-broker"));
			return directory;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("No directory for the shared broker", ex);
		}
	}

	private static void delete(Path directory) {
		try {
			FileSystemUtils.deleteRecursively(directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The directory of the shared broker cannot be deleted", ex);
		}
	}

}
