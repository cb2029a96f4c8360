package io.github.robustkafka.sample.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page of the shop in a real browser, Debian's Chromium without a window: an outage
 * as it happens, and records that are retried. Pictures of it go to {@code target}.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = "sample.broker.port=0")
@DirtiesContext
@ExtendWith(OutputCaptureExtension.class)
@Tag("browser")
class PageBrowser {

	private static final Duration DEADLINE = Duration.ofSeconds(60);

	private static final Path PICTURES = Path.of("target", "page");

	@TempDir
	private static Path folder;

	private static ChromeDriver browser;

	@LocalServerPort
	private int port;

	@DynamicPropertySource
	static void keepFilesInTheFolder(DynamicPropertyRegistry properties) {
		properties.add("sample.broker.data", () -> folder.resolve("kafka"));
		properties.add("robust.kafka.outbox.path", () -> folder.resolve("outbox.db"));
	}

	@BeforeAll
	static void open() {
		// No sandbox: it cannot be had by root, and the only page is our own.
		ChromeOptions options = new ChromeOptions().addArguments("--headless=new", "--no-sandbox",
				"--disable-dev-shm-usage", "--user-data-dir=" + folder.resolve("profile"));
		options.setBinary(installed("/usr/bin/chromium", "/usr/bin/google-chrome").toFile());
		ChromeDriverService driver = new ChromeDriverService.Builder()
			.usingDriverExecutable(installed("/usr/bin/chromedriver").toFile())
			.build();
		browser = new ChromeDriver(driver, options);
		browser.manage().window().setSize(new Dimension(1000, 900));
	}

	private static Path installed(String... programs) {
		return Stream.of(programs)
			.map(Path::of)
			.filter(Files::isExecutable)
			.findFirst()
			.orElseThrow(() -> new IllegalStateException(
					"There is no %s: install Debian's packages chromium and chromium-driver."
						.formatted(String.join(" or ", programs))));
	}

	@AfterAll
	static void close() {
		if (browser != null) {
			browser.quit();
		}
	}

	@BeforeEach
	void load() {
		browser.get("http://127.0.0.1:" + this.port + "/");
		await("broker runs", () -> assertThat(text("broker")).contains("runs"));
	}

	@Test
	void anOutageIsSeenAsItHappensAndEndsWithNothingPending() throws IOException {
		click("burst");
		await("all is sent and one payment given up", () -> {
			assertThat(count("acknowledged")).isGreaterThanOrEqualTo(500);
			assertThat(count("pending")).isZero();
			assertThat(rows("dead-lettered")).isNotEmpty();
		});
		click("stop");
		await("broker is stopped", () -> assertThat(text("broker")).contains("The broker is stopped"));
		assertThat(browser.findElement(By.id("stop")).isEnabled()).isFalse();
		click("burst");
		await("pending grows", () -> assertThat(count("pending")).isGreaterThanOrEqualTo(500));
		long acknowledged = count("acknowledged");
		await("the plot shows the outage",
				() -> assertThat(browser.findElements(By.cssSelector("#outages rect"))).hasSizeGreaterThan(4));
		click("burst");
		await("pending grows on", () -> assertThat(count("pending")).isGreaterThanOrEqualTo(1000));
		picture("outage.png");
		click("start");
		await("all is sent", () -> assertThat(count("pending")).isZero());
		assertThat(count("acknowledged")).isGreaterThanOrEqualTo(acknowledged + 1000);
		assertThat(count("failed")).isZero();
		await("decaf is paid at a later try", () -> assertThat(count("retried")).isPositive());
	}

	@Test
	void aRecordThatKafkaRefusesIsListedRetriedAndDiscarded() {
		click("oversized");
		await("it is listed", () -> assertThat(rows("failed")).singleElement()
			.satisfies(
					(row) -> assertThat(row.getText()).contains("small-orders").contains("RecordTooLargeException")));
		assertThat(count("failed")).isEqualTo(1);
		String firstFailure = rows("failed").get(0).getAttribute("data-record");
		press("failed", "Retry");
		await("it failed again", () -> assertThat(rows("failed")).singleElement()
			.satisfies((row) -> assertThat(row.getAttribute("data-record")).isNotEqualTo(firstFailure)));
		press("failed", "Discard");
		await("it is gone", () -> assertThat(rows("failed")).isEmpty());
		await("none is counted", () -> assertThat(count("failed")).isZero());
	}

	@Test
	void aPaymentThatWasGivenUpIsListedAndRetried(CapturedOutput output) throws IOException {
		click("burst");
		await("the payment is listed",
				() -> assertThat(rows("dead-lettered")).isNotEmpty()
					.first()
					.satisfies((row) -> assertThat(row.getText()).contains("the bank refuses champagne")));
		assertThat(count("deadLettered")).isPositive();
		picture("dead-letters.png");
		String order = rows("dead-lettered").get(0).getText().replaceAll("(?s).*order (burst-\\S+).*", "$1");
		press("dead-lettered", "Retry");
		await("it is paid", () -> assertThat(output).contains("Payment of order " + order + " taken"));
		await("it is no longer listed", () -> assertThat(rows("dead-lettered")).extracting(WebElement::getText)
			.noneMatch((row) -> row.contains(order + " ")));
	}

	@AfterEach
	void theBrowserHasNothingToComplainOf() {
		// A look at dead letters may meet the outage.
		assertThat(browser.manage().logs().get(LogType.BROWSER).getAll()).map(LogEntry::getMessage)
			.filteredOn((message) -> !message.contains("/live/dead-letters"))
			.isEmpty();
	}

	private static void click(String id) {
		browser.findElement(By.id(id)).click();
	}

	private static void press(String what, String label) {
		rows(what).get(0).findElement(By.xpath(".//button[.='" + label + "']")).click();
	}

	private static List<WebElement> rows(String what) {
		return browser.findElements(By.cssSelector("#troubles tr[data-what='" + what + "']"));
	}

	private static String text(String id) {
		return browser.findElement(By.id(id)).getText();
	}

	private static long count(String id) {
		String text = text(id);
		return text.equals("–") ? -1 : Long.parseLong(text.replace(",", ""));
	}

	private static void await(String what, ThrowingRunnable assertion) {
		Awaitility.await(what)
			.atMost(DEADLINE)
			.ignoreException(StaleElementReferenceException.class)
			.untilAsserted(assertion);
	}

	private static void picture(String name) throws IOException {
		Files.createDirectories(PICTURES);
		Files.write(PICTURES.resolve(name), browser.getScreenshotAs(OutputType.BYTES));
	}

}
