package io.github.robustkafka.broker;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link TcpProxy}.
 */
@Timeout(60)
class TcpProxyTests {

	private static final int PATIENCE = 300;

	private EchoServer server;

	private TcpProxy proxy;

	@BeforeEach
	void openProxy() throws IOException {
		this.server = new EchoServer();
		this.proxy = TcpProxy.to(this.server.port());
	}

	@AfterEach
	void closeProxy() throws IOException {
		this.proxy.close();
		this.server.close();
	}

	@Test
	void bytesPassBothWays() throws IOException {
		try (Socket client = connect()) {
			byte[] large = new byte[1_000_000];
			for (int i = 0; i < large.length; i++) {
				large[i] = (byte) (i * 31);
			}
			Thread writer = new Thread(() -> write(client, large));
			writer.start();
			assertThat(client.getInputStream().readNBytes(large.length)).isEqualTo(large);
			assertThat(this.proxy.passedBytes()).isEqualTo(2L * large.length);
			assertThat(this.proxy.acceptedConnections()).isEqualTo(1);
		}
	}

	@Test
	void endOfTheClientIsPassedOn() throws IOException {
		try (Socket client = connect()) {
			write(client, "end");
			client.shutdownOutput();
			assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("end");
		}
	}

	@Test
	void pausedBytesArriveAfterHeal() throws IOException {
		try (Socket client = connect()) {
			assertEchoed(client, "before");
			this.proxy.pause();
			write(client, "paused");
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> read(client, 6));
			this.proxy.heal();
			assertThat(read(client, 6)).isEqualTo("paused");
		}
	}

	@Test
	void resetEndsOpenAndNewConnectionsUntilHeal() throws IOException {
		try (Socket client = connect()) {
			assertEchoed(client, "before");
			this.proxy.reset();
			assertThatIOException().isThrownBy(() -> client.getInputStream().read()).withMessageContaining("reset");
		}
		assertThatIOException().isThrownBy(() -> {
			try (Socket client = connect()) {
				client.getInputStream().read();
			}
		}).withMessageContaining("reset");
		this.proxy.heal();
		assertWorks();
	}

	@Test
	void refusedConnectionsWorkAfterHeal() throws IOException {
		try (Socket client = connect()) {
			assertEchoed(client, "before");
			this.proxy.refuse();
			assertThatIOException().isThrownBy(() -> client.getInputStream().read());
		}
		assertThatExceptionOfType(ConnectException.class).isThrownBy(this::connect);
		this.proxy.heal();
		assertWorks();
	}

	@Test
	void delayHoldsBytesBack() throws IOException {
		this.proxy.delay(Duration.ofMillis(100));
		try (Socket client = connect()) {
			long begin = System.nanoTime();
			assertEchoed(client, "late");
			assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
		}
	}

	@Test
	void throttleLimitsTheRate() throws IOException {
		this.proxy.throttle(20_000);
		try (Socket client = connect()) {
			client.setSoTimeout(10_000);
			long begin = System.nanoTime();
			write(client, new byte[20_000]);
			client.getInputStream().readNBytes(20_000);
			assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(Duration.ofMillis(800),
					Duration.ofSeconds(5));
		}
	}

	@Test
	void blackholedAnswersNeverComeBack() throws IOException {
		try (Socket client = connect()) {
			assertEchoed(client, "before");
			this.proxy.blackholeAnswers();
			write(client, "lost");
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> read(client, 4));
			awaitReceived(6 + 4);
			this.proxy.heal();
			assertThatIOException().isThrownBy(() -> client.getInputStream().read()).withMessageContaining("reset");
		}
		assertWorks();
	}

	@Test
	void cutEndsEachConnectionAfterSoManyBytes() throws IOException {
		try (Socket client = connect()) {
			assertEchoed(client, "before");
			this.proxy.cutAfter(8);
			write(client, "12345");
			assertThat(client.getInputStream().readNBytes(100)).asString().isEqualTo("123");
		}
		try (Socket client = connect()) {
			write(client, "123456789");
			assertThatEnds(client);
		}
		awaitReceived(6 + 5 + 8);
		this.proxy.heal();
		assertWorks();
	}

	@Test
	void clientWithoutServerIsReset() throws IOException {
		this.server.close();
		try (Socket client = connect()) {
			assertThatEnds(client);
		}
	}

	@Test
	@Tag("slow")
	void brokerBehindProxyIsReachedThroughItOnly(@TempDir Path directory) throws Exception {
		try (TcpProxy way = TcpProxy.toFreePort();
				BrokerProcess broker = BrokerProcess.in(directory).behind(way).start();
				TextProducer producer = new TextProducer(way.clientProperties())) {
			broker.topics().create("proxied", 1);
			producer.sendAndWait("proxied", 1);
			way.pause();
			Future<RecordMetadata> waiting = producer.send("proxied", 1).get(0);
			assertThatExceptionOfType(java.util.concurrent.TimeoutException.class)
				.isThrownBy(() -> waiting.get(1, TimeUnit.SECONDS));
			assertThat(TopicReader.read(broker, "proxied").records()).hasSize(1);
			way.heal();
			assertThat(waiting.get(20, TimeUnit.SECONDS).offset()).isEqualTo(1);
		}
	}

	private Socket connect() throws IOException {
		Socket client = new Socket(InetAddress.getLoopbackAddress(), this.proxy.port());
		client.setSoTimeout(PATIENCE);
		return client;
	}

	private void awaitReceived(long bytes) {
		await().atMost(Duration.ofSeconds(10)).until(() -> this.server.receivedBytes() == bytes);
	}

	private void assertWorks() throws IOException {
		try (Socket client = connect()) {
			assertEchoed(client, "after");
		}
	}

	private static void assertEchoed(Socket client, String text) throws IOException {
		client.setSoTimeout(10_000);
		write(client, text);
		assertThat(read(client, text.length())).isEqualTo(text);
		client.setSoTimeout(PATIENCE);
	}

	private static void assertThatEnds(Socket client) throws IOException {
		client.setSoTimeout(10_000);
		try {
			assertThat(client.getInputStream().read()).isNegative();
		}
		catch (SocketTimeoutException ex) {
			throw ex;
		}
		catch (IOException ex) {
			assertThat(ex).hasMessageContaining("reset");
		}
	}

	private static void write(Socket client, String text) {
		write(client, text.getBytes());
	}

	private static void write(Socket client, byte[] bytes) {
		try {
			client.getOutputStream().write(bytes);
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	private static String read(Socket client, int length) throws IOException {
		return new String(client.getInputStream().readNBytes(length));
	}

}
