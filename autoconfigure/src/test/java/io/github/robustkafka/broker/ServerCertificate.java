package io.github.robustkafka.broker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;

/**
 * A self-signed certificate for 127.0.0.1 and localhost, made by the JDK's keytool, with
 * the stores that server and clients need.
 *
 * @param keyStore the server's PKCS12 store with the private key
 * @param trustStore a PKCS12 store with nothing but the certificate
 * @param pem the certificate as PEM
 */
record ServerCertificate(Path keyStore, Path trustStore, Path pem) {

	static final String PASSWORD = "changeit";

	private static final String ALIAS = "broker";

	/**
	 * Makes the files, or takes those that are there.
	 */
	static ServerCertificate in(Path directory) {
		ServerCertificate certificate = new ServerCertificate(directory.resolve("keystore.p12"),
				directory.resolve("truststore.p12"), directory.resolve("certificate.pem"));
		if (!Files.exists(certificate.pem)) {
			certificate.make();
		}
		return certificate;
	}

	private void make() {
		try {
			Files.createDirectories(this.keyStore.toAbsolutePath().getParent());
			runKeytool();
			Certificate certificate = load().getCertificate(ALIAS);
			String base64 = Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(certificate.getEncoded());
			writeTrustStore(certificate);
			Files.writeString(this.pem, "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n");
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException("The broker's certificate cannot be made", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while keytool ran", ex);
		}
	}

	private void runKeytool() throws IOException, InterruptedException {
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", ALIAS, "-keyalg", "EC", "-groupname", "secp256r1", "-validity", "3650",
				"-dname", "CN=localhost", "-ext", "SAN=DNS:localhost,IP:127.0.0.1", "-storetype", "PKCS12", "-keystore",
				this.keyStore.toString(), "-storepass", PASSWORD)
			.redirectErrorStream(true)
			.start();
		String output = new String(keytool.getInputStream().readAllBytes());
		if (keytool.waitFor() != 0) {
			throw new IOException("keytool failed: " + output);
		}
	}

	private KeyStore load() throws IOException, GeneralSecurityException {
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(this.keyStore)) {
			store.load(in, PASSWORD.toCharArray());
		}
		return store;
	}

	private void writeTrustStore(Certificate certificate) throws IOException, GeneralSecurityException {
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(null, null);
		store.setCertificateEntry(ALIAS, certificate);
		try (OutputStream out = Files.newOutputStream(this.trustStore)) {
			store.store(out, PASSWORD.toCharArray());
		}
	}

}
