package io.github.robustkafka.broker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

import static org.awaitility.Awaitility.await;

/**
 * A broker that is reached over TLS with a user name and a password (SASL_SSL,
 * SCRAM-SHA-512). Its certificate is self-signed and made for it. The test itself has a
 * plain way in by {@link #process()}, where it is a super user.
 */
public final class SecuredBroker implements AutoCloseable {

	private static final String LISTENER = "SECURED";

	private static final String MECHANISM = "SCRAM-SHA-512";

	private static final int ITERATIONS = 4096;

	private final BrokerProcess process;

	private final int port;

	private final ServerCertificate certificate;

	private SecuredBroker(BrokerProcess process, int port, ServerCertificate certificate) {
		this.process = process;
		this.port = port;
		this.certificate = certificate;
	}

	/**
	 * Starts a secured broker with all defaults. It has no user yet.
	 * @param directory where it keeps everything
	 * @return the running broker
	 */
	public static SecuredBroker start(Path directory) {
		return start(BrokerProcess.in(directory));
	}

	/**
	 * Adds the secured listener to a broker's settings and starts it. It has no user yet.
	 * @param settings the settings, for example with an authorizer
	 * @return the running broker
	 */
	public static SecuredBroker start(BrokerSettings settings) {
		int port = FreePorts.next();
		ServerCertificate certificate = ServerCertificate.in(settings.directory());
		String prefix = "listener.name." + LISTENER.toLowerCase(Locale.ROOT) + ".";
		BrokerProcess process = settings.with(BrokerListener.on(LISTENER, "SASL_SSL", port))
			.with("super.users", "User:ANONYMOUS")
			.with("sasl.enabled.mechanisms", MECHANISM)
			.with(prefix + "scram-sha-512.sasl.jaas.config",
					"org.apache.kafka.common.security.scram.ScramLoginModule required;")
			.with(prefix + "ssl.keystore.type", "PKCS12")
			.with(prefix + "ssl.keystore.location", certificate.keyStore().toAbsolutePath())
			.with(prefix + "ssl.keystore.password", ServerCertificate.PASSWORD)
			.with(prefix + "ssl.key.password", ServerCertificate.PASSWORD)
			.start();
		return new SecuredBroker(process, port, certificate);
	}

	/**
	 * Where clients with a user name bootstrap.
	 * @return host and port of the secured listener
	 */
	public String bootstrapServers() {
		return BrokerListener.HOST + ":" + this.port;
	}

	/**
	 * The broker itself, with the plain way in.
	 * @return the process, to be killed, paused and started, with its topics
	 */
	public BrokerProcess process() {
		return this.process;
	}

	/**
	 * The certificate that clients have to trust, as PEM.
	 * @return the file
	 */
	public Path certificatePem() {
		return this.certificate.pem();
	}

	/**
	 * A PKCS12 store with the certificate that clients have to trust.
	 * @return the file
	 */
	public Path trustStore() {
		return this.certificate.trustStore();
	}

	public String trustStorePassword() {
		return ServerCertificate.PASSWORD;
	}

	/**
	 * Creates a user or changes the password, and waits until it is in force for new
	 * connections. Those that are open stay as they are.
	 * @param user name
	 * @param password the new password
	 */
	public void setPassword(String user, String password) {
		ScramCredentialInfo info = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS);
		alter(new UserScramCredentialUpsertion(user, info, password));
		await().atMost(Duration.ofSeconds(30)).pollDelay(Duration.ZERO).until(() -> canLogIn(user, password));
	}

	/**
	 * Removes a user.
	 * @param user name
	 */
	public void removeUser(String user) {
		alter(new UserScramCredentialDeletion(user, ScramMechanism.SCRAM_SHA_512));
	}

	/**
	 * Whether a new connection with this password is let in.
	 * @param user name
	 * @param password the password to try
	 * @return false when authentication fails or the broker does not answer
	 */
	public boolean canLogIn(String user, String password) {
		try (Admin admin = Admin.create(clientProperties(user, password))) {
			return !admin.describeCluster(new DescribeClusterOptions().timeoutMs(5000)).nodes().get().isEmpty();
		}
		catch (ExecutionException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/**
	 * What any Kafka client needs to reach this broker.
	 * @param user name
	 * @param password the user's password
	 * @return properties of a client
	 */
	public Map<String, Object> clientProperties(String user, String password) {
		return Map.of("bootstrap.servers", bootstrapServers(), "security.protocol", "SASL_SSL", "sasl.mechanism",
				MECHANISM, "sasl.jaas.config", jaasConfig(user, password), "ssl.truststore.type", "PKCS12",
				"ssl.truststore.location", trustStore().toAbsolutePath().toString(), "ssl.truststore.password",
				trustStorePassword());
	}

	/**
	 * The value of {@code sasl.jaas.config}.
	 * @param user name
	 * @param password the user's password
	 * @return the value
	 */
	public String jaasConfig(String user, String password) {
		return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
			.formatted(user, password);
	}

	@Override
	public void close() {
		this.process.close();
	}

	private void alter(UserScramCredentialAlteration alteration) {
		try (Admin admin = this.process.admin()) {
			admin.alterUserScramCredentials(List.of(alteration)).all().get();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("The broker refuses: " + ex.getCause(), ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while the broker was asked", ex);
		}
	}

}
