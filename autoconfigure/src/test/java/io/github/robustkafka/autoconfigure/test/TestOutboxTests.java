package io.github.robustkafka.autoconfigure.test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestContextManager;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import io.github.robustkafka.autoconfigure.RobustContexts;
import io.github.robustkafka.autoconfigure.RobustKafkaAutoConfiguration;
import io.github.robustkafka.autoconfigure.RobustKafkaTemplateAutoConfiguration;
import io.github.robustkafka.runtime.Outbox;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The outbox of a Spring test context.
 */
class TestOutboxTests {

	private static final Set<Path> SEEN = new LinkedHashSet<>();

	@Test
	void contextsAreCachedAsBefore() {
		assertThat(new TestOutboxCustomizerFactory().createContextCustomizer(TestOutboxTests.class, List.of()))
			.isEqualTo(new TestOutboxCustomizer())
			.hasSameHashCodeAs(new TestOutboxCustomizer());
	}

	@Test
	void eachCachedContextHasItsOwnOutboxInATemporaryDirectory() throws Exception {
		One one = prepare(new One());
		Other other = prepare(new Other());
		assertThat(one.path).isNotEqualTo(other.path).exists();
		assertThat(other.path).exists();
		assertThat(one.path.startsWith(System.getProperty("java.io.tmpdir"))).isTrue();
		one.template.send("orders", "value");
		assertThat(one.outbox.writer().pending()).isEqualTo(1);
		assertThat(other.outbox.writer().pending()).isZero();
		assertThat(prepare(new One()).outbox).isSameAs(one.outbox);
		one.context.close();
		other.context.close();
		assertThat(one.path.getParent()).doesNotExist();
		assertThat(other.path.getParent()).doesNotExist();
	}

	private static <T> T prepare(T test) throws Exception {
		new TestContextManager(test.getClass()).prepareTestInstance(test);
		return test;
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ RobustKafkaAutoConfiguration.class, RobustKafkaTemplateAutoConfiguration.class,
			KafkaAutoConfiguration.class })
	static class Application {

	}

	@SpringBootTest(classes = Application.class,
			properties = "spring.kafka.bootstrap-servers=" + RobustContexts.NO_BROKER)
	abstract static class WithOutbox {

		@Autowired
		ConfigurableApplicationContext context;

		@Autowired
		KafkaTemplate<String, String> template;

		@Autowired
		Outbox outbox;

		@Value("${robust.kafka.outbox.path}")
		Path path;

	}

	@TestPropertySource(properties = "context=one")
	static class One extends WithOutbox {

	}

	@TestPropertySource(properties = "context=other")
	static class Other extends WithOutbox {

	}

	@Nested
	@DirtiesContext(classMode = DirtiesContext.ClassMode.AFTER_EACH_TEST_METHOD)
	@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
	class Dirty extends WithOutbox {

		@Test
		@Order(1)
		void first() {
			this.template.send("orders", "value");
			SEEN.add(this.path);
		}

		@Test
		@Order(2)
		void afterADirtyContextTheNextOneBeginsEmpty() {
			assertThat(SEEN).isNotEmpty().doesNotContain(this.path).allMatch(Files::notExists);
			assertThat(this.outbox.writer().pending()).isZero();
		}

	}

	@Nested
	class WithAPathOfItsOwn extends WithOutbox {

		@TempDir
		static Path directory;

		@DynamicPropertySource
		static void outbox(DynamicPropertyRegistry registry) {
			registry.add("robust.kafka.outbox.path", () -> directory.resolve("own.db").toString());
		}

		@Test
		@DirtiesContext
		void thePathThatIsSetWins() {
			assertThat(directory.resolve("own.db")).exists().isEqualTo(this.path);
		}

	}

	@Nested
	@SpringBootTest(classes = Application.class,
			properties = "spring.kafka.bootstrap-servers=" + RobustContexts.NO_BROKER)
	class WithAMock {

		@MockitoBean
		KafkaTemplate<String, String> template;

		@Autowired
		Outbox outbox;

		@Test
		void aMockMayTakeThePlaceOfTheTemplate() {
			this.template.send("orders", "value");
			assertThat(this.outbox.writer().pending()).isZero();
		}

	}

}
