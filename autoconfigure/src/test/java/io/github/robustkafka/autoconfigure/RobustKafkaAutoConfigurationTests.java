package io.github.robustkafka.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;

import io.github.robustkafka.outbox.CommitResult;
import io.github.robustkafka.outbox.OutboxStore;
import io.github.robustkafka.relay.ProducerSource;
import io.github.robustkafka.relay.RelayObserver;
import io.github.robustkafka.runtime.Outbox;
import io.github.robustkafka.sqlite.Durability;
import io.github.robustkafka.sqlite.SqliteOutboxStore;
import io.github.robustkafka.sqlite.SqliteSettings;
import io.github.robustkafka.template.KafkaProducerSource;
import io.github.robustkafka.template.RobustKafkaTemplate;
import io.github.robustkafka.template.RobustKafkaTemplates;
import io.github.robustkafka.writer.FailedRecords;
import io.github.robustkafka.writer.OutboxObserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RobustKafkaAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class RobustKafkaAutoConfigurationTests {

	@TempDir
	Path directory;

	private ApplicationContextRunner runner() {
		return RobustContexts.in(this.directory);
	}

	@Test
	void definesAnOutboxOnSqlite() {
		runner().run((context) -> {
			assertThat(context).hasSingleBean(SqliteOutboxStore.class);
			assertThat(context).hasSingleBean(KafkaProducerSource.class);
			assertThat(context).hasSingleBean(FailedRecords.class);
			assertThat(context).hasSingleBean(RobustKafkaTemplates.class);
			assertThat(context).hasSingleBean(ProducerFactory.class);
			assertThat(context.getBean(Outbox.class).trouble()).isNull();
			assertThat(this.directory.resolve("outbox.db")).exists();
		});
	}

	@Test
	void definesNothingWhenDisabled() {
		runner().withPropertyValues("robust.kafka.enabled=false", "robust.kafka.no-such-key=1").run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(Outbox.class).doesNotHaveBean(OutboxStore.class);
			assertThat(context).getBean(KafkaTemplate.class).isNotInstanceOf(RobustKafkaTemplate.class);
			assertThat(this.directory.resolve("outbox.db")).doesNotExist();
		});
	}

	@Test
	void backsOffWhenKafkaAutoConfigurationIsExcluded() {
		SpringApplicationBuilder application = new SpringApplicationBuilder(WithoutKafka.class)
			.web(WebApplicationType.NONE);
		try (ConfigurableApplicationContext context = application.run()) {
			assertThat(context.getBeanNamesForType(Outbox.class)).isEmpty();
			assertThat(context.getBeanNamesForType(KafkaTemplate.class)).isEmpty();
		}
	}

	@Test
	void backsOffWhenUserDefinesOutboxStore() {
		SqliteOutboxStore store = open("own.db");
		runner().withBean("ownStore", OutboxStore.class, () -> store).run((context) -> {
			assertThat(context).hasSingleBean(OutboxStore.class).hasBean("ownStore");
			assertThat(context.getBean(Outbox.class).store()).isSameAs(store);
			assertThat(this.directory.resolve("outbox.db")).doesNotExist();
		});
	}

	@Test
	void backsOffWhenUserDefinesProducerSource() {
		ProducerSource source = () -> {
			throw new IllegalStateException("No producer in this test");
		};
		runner().withBean(ProducerSource.class, () -> source)
			.run((context) -> assertThat(context).hasSingleBean(ProducerSource.class)
				.doesNotHaveBean(KafkaProducerSource.class));
	}

	@Test
	void backsOffWhenUserDefinesOutbox() {
		runner().withBean("ownStore", SqliteOutboxStore.class, () -> open("own.db"))
			.withUserConfiguration(OwnOutbox.class)
			.run((context) -> assertThat(context).hasSingleBean(Outbox.class)
				.hasBean("ownOutbox")
				.hasSingleBean(OutboxStore.class));
	}

	@Test
	void backsOffWhenUserDefinesTemplates() {
		runner().withUserConfiguration(OwnTemplates.class)
			.run((context) -> assertThat(context).hasSingleBean(RobustKafkaTemplates.class).hasBean("ownTemplates"));
	}

	@Test
	void backsOffWhenUserDefinesFailedRecords() {
		runner().withUserConfiguration(OwnFailedRecords.class)
			.run((context) -> assertThat(context).hasSingleBean(FailedRecords.class).hasBean("ownFailedRecords"));
	}

	@Test
	void storeIsClosedWhenALaterBeanFails() {
		runner().withUserConfiguration(FailingBean.class).run((context) -> assertThat(context).hasFailed());
		open("outbox.db").close();
	}

	@Test
	void aSecondContextTakesThePathOverAfterTheFirstIsClosed() {
		for (int round = 1; round <= 2; round++) {
			int expected = round;
			runner().run((context) -> {
				send(context.getBean(KafkaTemplate.class));
				assertThat(context.getBean(Outbox.class).writer().pending()).isEqualTo(expected);
			});
		}
	}

	@Test
	void saysOnceWhereTheOutboxIsAndWhatItHolds(CapturedOutput output) {
		runner().run((context) -> send(context.getBean(KafkaTemplate.class)));
		assertThat(output)
			.containsOnlyOnce("The outbox is %s with durability power-loss: nothing pending"
				.formatted(this.directory.resolve("outbox.db").toAbsolutePath()))
			.contains("the relay is on.");
		runner().withPropertyValues("robust.kafka.relay.enabled=false", "robust.kafka.outbox.durability=process-crash")
			.run((context) -> assertThat(output).contains("with durability process-crash: 1 pending, the oldest for PT")
				.contains("the relay is off."));
	}

	@Test
	void startsAndKeepsRecordsWithoutDnsAndWithoutABroker() {
		runner().withPropertyValues("spring.kafka.bootstrap-servers=no-such-host.invalid:9092").run((context) -> {
			send(context.getBean(KafkaTemplate.class));
			assertThat(context.getBean(Outbox.class).writer().pending()).isEqualTo(1);
		});
	}

	@Test
	void outboxRunsAlsoWhenBeansAreLazy(CapturedOutput output) {
		SpringApplicationBuilder application = new SpringApplicationBuilder(WithKafka.class)
			.web(WebApplicationType.NONE)
			.lazyInitialization(true);
		try (ConfigurableApplicationContext context = application.run(
				"--robust.kafka.outbox.path=" + this.directory.resolve("outbox.db"),
				"--spring.kafka.bootstrap-servers=" + RobustContexts.NO_BROKER)) {
			assertThat(context.isRunning()).isTrue();
			assertThat(output).contains("The outbox is ");
		}
	}

	@Test
	void severalContextsOfOneProcessHaveAnOutboxEach() {
		runner().run((one) -> RobustContexts.in(this.directory.resolve("other")).run((other) -> {
			assertThat(other).hasNotFailed();
			send(other.getBean(KafkaTemplate.class));
			assertThat(one.getBean(Outbox.class).writer().pending()).isZero();
			assertThat(other.getBean(Outbox.class).writer().pending()).isEqualTo(1);
		}));
	}

	@Test
	void allObserversWatchEvenIfOneFails() {
		List<Integer> seen = new ArrayList<>();
		runner().withBean("a", OutboxObserver.class, () -> new OutboxObserver() {

			@Override
			public void committed(CommitResult result, long nanos) {
				throw new IllegalStateException("Broken observer");
			}

		}).withBean("b", OutboxObserver.class, () -> new OutboxObserver() {

			@Override
			public void committed(CommitResult result, long nanos) {
				seen.add(result.appended());
			}

		}).run((context) -> {
			send(context.getBean(KafkaTemplate.class));
			assertThat(seen).containsExactly(1);
		});
	}

	@Test
	void excludedTopicsAreSentDirectly() {
		runner()
			.withPropertyValues("robust.kafka.template.exclude-topics=audit,metrics-*",
					"spring.kafka.producer.properties.max.block.ms=1")
			.run((context) -> {
				KafkaTemplate<Object, Object> template = template(context.getBean(KafkaTemplate.class));
				Outbox outbox = context.getBean(Outbox.class);
				assertThatExceptionOfType(KafkaException.class).isThrownBy(() -> template.send("audit", "value"));
				assertThatExceptionOfType(KafkaException.class).isThrownBy(() -> template.send("metrics-cpu", "value"));
				assertThat(outbox.writer().pending()).isZero();
				template.send("audit-log", "value");
				assertThat(outbox.writer().pending()).isEqualTo(1);
			});
	}

	private static void send(KafkaTemplate<?, ?> template) {
		template(template).send("orders", "value");
	}

	@SuppressWarnings("unchecked")
	private static KafkaTemplate<Object, Object> template(KafkaTemplate<?, ?> template) {
		return (KafkaTemplate<Object, Object>) template;
	}

	private SqliteOutboxStore open(String name) {
		return SqliteOutboxStore.open(
				new SqliteSettings(this.directory.resolve(name), Durability.PROCESS_CRASH, Duration.ZERO, 10_000_000));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = { KafkaAutoConfiguration.class, DataSourceAutoConfiguration.class })
	static class WithoutKafka {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
	static class WithKafka {

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnOutbox {

		@Bean
		Outbox ownOutbox(OutboxStore store, ProducerSource source, RobustKafkaAutoConfiguration configuration,
				ApplicationProducer producer) {
			return Outbox.start(store, source, configuration.settings(producer, RelayObserver.NO_OP), List.of(),
					OutboxObserver.NO_OP);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnTemplates {

		@Bean
		RobustKafkaTemplates ownTemplates(Outbox outbox, ApplicationProducer producer,
				RobustKafkaAutoConfiguration configuration) {
			return configuration.robustKafkaTemplates(outbox, producer);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnFailedRecords {

		@Bean
		FailedRecords ownFailedRecords(Outbox outbox) {
			return outbox.failedRecords();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FailingBean {

		@Bean
		Object failing(KafkaTemplate<String, String> template) {
			template.send("orders", "value");
			throw new IllegalStateException("A later bean fails");
		}

	}

}
