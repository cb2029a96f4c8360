package io.github.robustkafka.autoconfigure;

import java.nio.file.Path;
import java.util.List;

import javax.sql.DataSource;

import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.transaction.PlatformTransactionManager;

import io.github.robustkafka.runtime.Outbox;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application with a database and a Flyway of its own does not notice the outbox.
 */
class ApplicationDatabaseTests {

	@TempDir
	Path directory;

	private ApplicationContextRunner runner() {
		return RobustContexts.in(this.directory)
			.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class,
					DataSourceTransactionManagerAutoConfiguration.class, JdbcTemplateAutoConfiguration.class,
					FlywayAutoConfiguration.class))
			.withPropertyValues("spring.datasource.url=jdbc:h2:mem:" + this.directory.getFileName(),
					"spring.flyway.locations=classpath:application-migrations");
	}

	@Test
	void keepsOneDataSourceAndOneFlywayWithItsOwnHistory() {
		runner().run((context) -> {
			assertThat(context).hasSingleBean(DataSource.class)
				.hasSingleBean(Flyway.class)
				.hasSingleBean(PlatformTransactionManager.class)
				.hasSingleBean(Outbox.class);
			List<String> tables = context.getBean(JdbcTemplate.class)
				.queryForList("select table_name from information_schema.tables where table_schema = 'PUBLIC'",
						String.class);
			assertThat(tables).containsExactlyInAnyOrder("flyway_schema_history", "CUSTOMER");
			assertThat(context.getBean(Flyway.class).info().applied()).extracting("script")
				.containsExactly("V1__customer.sql");
		});
	}

	@Test
	void aFlywayThatLooksEverywhereBelowDbDoesNotFindOurScripts() {
		runner()
			.withPropertyValues("spring.flyway.locations=classpath:db,classpath:application-migrations",
					"spring.flyway.fail-on-missing-locations=false")
			.run((context) -> assertThat(context.getBean(Flyway.class).info().applied()).extracting("script")
				.containsExactly("V1__customer.sql"));
	}

	@Test
	void settingsOfTheApplicationsFlywayAreNotOurs() {
		runner().withPropertyValues("spring.flyway.table=history_of_the_application", "spring.flyway.enabled=false")
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(Flyway.class);
				send(context.getBean(KafkaTemplate.class));
				assertThat(context.getBean(Outbox.class).writer().pending()).isEqualTo(1);
			});
	}

	@SuppressWarnings("unchecked")
	private static void send(KafkaTemplate<?, ?> template) {
		((KafkaTemplate<String, String>) template).send("orders", "value");
	}

}
