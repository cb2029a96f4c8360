package io.github.robustkafka.autoconfigure;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import javax.management.MBeanException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jmx.JmxEndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.jmx.JmxAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.github.robustkafka.actuate.endpoint.ChangeDescriptor;
import io.github.robustkafka.actuate.endpoint.FailedRecordDescriptor;
import io.github.robustkafka.actuate.endpoint.DeadLetterDescriptor;
import io.github.robustkafka.actuate.endpoint.ListenersSection;
import io.github.robustkafka.actuate.endpoint.OperationRefusedException.RefusalDescriptor;
import io.github.robustkafka.actuate.endpoint.RobustKafkaEndpoint;
import io.github.robustkafka.actuate.endpoint.RobustKafkaEndpointWebExtension;
import io.github.robustkafka.actuate.endpoint.ShownBytes;
import io.github.robustkafka.runtime.Outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

/**
 * Tests for {@link RobustKafkaEndpointAutoConfiguration}.
 */
class RobustKafkaEndpointAutoConfigurationTests {

	private static final String EXPOSED = "management.endpoints.web.exposure.include=robustkafka";

	@TempDir
	private Path directory;

	private ApplicationContextRunner runner() {
		return RobustContexts.in(this.directory)
			.withConfiguration(AutoConfigurations.of(RobustKafkaEndpointAutoConfiguration.class));
	}

	@Test
	void isThereWhenItIsExposedOverTheWeb() {
		runner().withPropertyValues(EXPOSED)
			.run((context) -> assertThat(context).hasSingleBean(RobustKafkaEndpoint.class)
				.hasSingleBean(RobustKafkaEndpointWebExtension.class));
	}

	@Test
	void isThereWithoutItsExtensionWhenItIsExposedOverJmxAlone() {
		runner().withPropertyValues("spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=robustkafka")
			.run((context) -> assertThat(context).hasSingleBean(RobustKafkaEndpoint.class)
				.doesNotHaveBean(RobustKafkaEndpointWebExtension.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "management.endpoints.web.exposure.include=health",
			"management.endpoint.robustkafka.access=NONE", "robust.kafka.enabled=false" })
	void backsOff(String property) {
		runner().withPropertyValues(EXPOSED, property)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(RobustKafkaEndpoint.class)
				.doesNotHaveBean(RobustKafkaEndpointWebExtension.class));
	}

	@Test
	void backsOffWithoutTheActuator() {
		runner().withPropertyValues(EXPOSED)
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(Outbox.class)
				.doesNotHaveBean("robustKafkaEndpoint"));
	}

	@Test
	void worksOverJmx() {
		runner()
			.withConfiguration(AutoConfigurations.of(JmxAutoConfiguration.class, EndpointAutoConfiguration.class,
					JmxEndpointAutoConfiguration.class))
			.withPropertyValues("spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=robustkafka",
					"spring.jmx.unique-names=true")
			.run((context) -> {
				MBeanServer server = ManagementFactory.getPlatformMBeanServer();
				ObjectName name = server
					.queryNames(new ObjectName("org.springframework.boot:type=Endpoint,name=Robustkafka,*"), null)
					.iterator()
					.next();
				assertThat(invoke(server, name, "state")).asInstanceOf(MAP)
					.extractingByKey("outbox")
					.asInstanceOf(MAP)
					.containsEntry("pending", 0L);
				assertThat(invoke(server, name, "list", "failed", null, null, null)).asInstanceOf(MAP)
					.containsEntry("records", List.of());
				assertThatExceptionOfType(MBeanException.class)
					.isThrownBy(() -> invoke(server, name, "change", "pause", null, "*", null, null, "test"))
					.withMessageContaining("robust.kafka.endpoint.allow-changes=true");
			});
	}

	private static Object invoke(MBeanServer server, ObjectName name, String operation, Object... arguments)
			throws Exception {
		String[] signature = new String[arguments.length];
		Arrays.fill(signature, String.class.getName());
		return server.invoke(name, operation, arguments, signature);
	}

	@Test
	void nativeImagesAreToldWhatTheAnswersAreMadeOf() {
		RuntimeHints hints = new RuntimeHints();
		new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(hints, RobustKafkaEndpoint.class,
				RobustKafkaEndpointWebExtension.class);
		assertThat(
				List.of(RobustKafkaEndpoint.StateDescriptor.class, ChangeDescriptor.class, FailedRecordDescriptor.class,
						FailedRecordDescriptor.Payload.class, ShownBytes.class, RefusalDescriptor.class,
						ListenersSection.PartitionDescriptor.class, DeadLetterDescriptor.Payload.class))
			.allMatch((type) -> RuntimeHintsPredicates.reflection()
				.onType(type)
				.withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)
				.test(hints));
	}

}
