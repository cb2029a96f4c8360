package io.github.robustkafka;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * The arrows between the packages. The package-info of the root package has the map.
 */
@AnalyzeClasses(packages = "io.github.robustkafka", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	private static final String[] JDK_ONLY = { "java..", "org.jspecify..", "org.slf4j.." };

	@ArchTest
	static final ArchRule packages_are_free_of_cycles = slices().matching("io.github.robustkafka.(*)..")
		.should()
		.beFreeOfCycles()
		.because(
				"one must be able to read them in one direction: move the type that points back, or turn the arrow with an interface");

	@ArchTest
	static final ArchRule only_autoconfigure_actuate_and_test_know_spring_boot = noClasses().that()
		.resideOutsideOfPackages("..robustkafka.autoconfigure..", "..robustkafka.actuate..", "..robustkafka.test..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("org.springframework.boot..")
		.because("the core must run without Boot: pass what is needed as a constructor argument");

	@ArchTest
	static final ArchRule only_template_listener_metrics_test_and_wiring_know_spring = noClasses().that()
		.resideOutsideOfPackages("..robustkafka.template..", "..robustkafka.listener..",
				"..robustkafka.autoconfigure..", "..robustkafka.actuate..", "..robustkafka.metrics..",
				"..robustkafka.test..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("org.springframework..")
		.because("the core must run without Spring: pass what is needed as a constructor argument");

	@ArchTest
	static final ArchRule only_sqlite_knows_sql = noClasses().that()
		.resideOutsideOfPackage("..robustkafka.sqlite..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..", "org.flywaydb..")
		.because("other stores must be possible: add a method to OutboxStore or InboxStore instead");

	@ArchTest
	static final ArchRule nothing_depends_on_autoconfigure = noClasses().that()
		.resideOutsideOfPackage("..robustkafka.autoconfigure..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("..robustkafka.autoconfigure..")
		.because("wiring stands on top: move the type to the package that uses it");

	@ArchTest
	static final ArchRule nothing_depends_on_test = noClasses().that()
		.resideOutsideOfPackage("..robustkafka.test..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("..robustkafka.test..")
		.because("it needs libraries that an application has in its tests only");

	@ArchTest
	static final ArchRule worker_knows_the_jdk_only = classes().that()
		.resideInAPackage("..robustkafka.worker..")
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage(with("..robustkafka.worker.."))
		.because("a thread's life has nothing to do with what it works on");

	@ArchTest
	static final ArchRule outbox_knows_the_jdk_only = classes().that()
		.resideInAPackage("..robustkafka.outbox..")
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage(with("..robustkafka.outbox.."))
		.because("the domain knows neither SQL nor Kafka nor threads");

	@ArchTest
	static final ArchRule inbox_knows_workers_only = classes().that()
		.resideInAPackage("..robustkafka.inbox..")
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage(with("..robustkafka.inbox..", "..robustkafka.worker.."))
		.because("what a listener has processed has nothing to do with how it is kept, nor with the outbox");

	@ArchTest
	static final ArchRule writer_knows_the_domain_only = classes().that()
		.resideInAPackage("..robustkafka.writer..")
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage(with("..robustkafka.writer..", "..robustkafka.outbox..", "..robustkafka.worker.."))
		.because("the writer hands over through AppendedRecords and knows nobody behind it");

	@ArchTest
	static final ArchRule outcome_knows_writer_and_domain_only = classes().that()
		.resideInAPackage("..robustkafka.outcome..")
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage(with("..robustkafka.outcome..", "..robustkafka.writer..", "..robustkafka.outbox..",
				"..robustkafka.worker.."))
		.because("outcomes go to listeners and to the writer, and know no Kafka");

	@ArchTest
	static final ArchRule dispatch_knows_kafka_clients_only = classes().that()
		.resideInAPackage("..robustkafka.dispatch..")
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage(with("..robustkafka.dispatch..", "org.apache.kafka.."))
		.because("running records in order has nothing to do with what is done with them");

	@ArchTest
	static final ArchRule retry_knows_dispatch_inbox_and_kafka_clients_only = classes().that()
		.resideInAPackage("..robustkafka.retry..")
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage(with("..robustkafka.retry..", "..robustkafka.dispatch..", "..robustkafka.inbox..",
				"org.apache.kafka..", "io.github.robustkafka"))
		.because("what becomes of a record must be testable without Spring: methods are called behind RecordHandler");

	@ArchTest
	static final ArchRule the_two_halves_do_not_know_each_other = noClasses().that()
		.resideInAnyPackage("..robustkafka.listener..", "..robustkafka.retry..", "..robustkafka.dispatch..",
				"..robustkafka.inbox..", "..robustkafka.deadletter..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("..robustkafka.outbox..", "..robustkafka.writer..", "..robustkafka.outcome..",
				"..robustkafka.relay..", "..robustkafka.producer..", "..robustkafka.template..")
		.because("an application may use one without the other: they meet in the record id only");

	@ArchTest
	static final ArchRule relay_and_producer_do_not_know_each_other = noClasses().that()
		.resideInAPackage("..robustkafka.relay..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("..robustkafka.producer..")
		.because("they meet in the outbox only");

	@ArchTest
	static final ArchRule observation_knows_records_and_the_relay_only = classes().that()
		.resideInAPackage("..robustkafka.observation..")
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage(with("..robustkafka.observation..", "..robustkafka.outbox..", "..robustkafka.relay..",
				"io.micrometer.common..", "io.micrometer.observation.."))
		.because("it must work without meters, a tracer and Spring");

	@ArchTest
	static final ArchRule only_metrics_and_wiring_know_meters = noClasses().that()
		.resideOutsideOfPackages("..robustkafka.metrics..", "..robustkafka.autoconfigure..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("io.micrometer.core..")
		.because("meters are optional: tell an observer, which metrics implements");

	@ArchTest
	static final ArchRule the_core_knows_no_observations = noClasses().that()
		.resideOutsideOfPackages("..robustkafka.observation..", "..robustkafka.template..", "..robustkafka.listener..",
				"..robustkafka.autoconfigure..", "..robustkafka.metrics..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("io.micrometer..")
		.because("the way of a record must cost nothing when nobody watches: tell an observer");

	private static String[] with(String... packages) {
		String[] all = new String[JDK_ONLY.length + packages.length];
		System.arraycopy(JDK_ONLY, 0, all, 0, JDK_ONLY.length);
		System.arraycopy(packages, 0, all, JDK_ONLY.length, packages.length);
		return all;
	}

}
