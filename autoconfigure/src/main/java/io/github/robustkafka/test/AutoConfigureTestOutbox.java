package io.github.robustkafka.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.test.context.TestPropertySource;

/**
 * Gives a test with an application context, say a {@code @SpringBootTest} or another
 * slice, an outbox in memory and a model of Kafka in the place of the real ones, and the
 * beans {@link AssertableOutbox}, {@link ManualRelay} and {@link FaultSwitches}. They
 * begin anew before each test method.
 * <p>
 * No broker is looked for: listeners do not start, topics are not created, and the
 * bootstrap servers are an address where nobody listens. A {@code @TestPropertySource} of
 * the test class wins over the properties set here.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration
@TestPropertySource(properties = { "robust.kafka.relay.enabled=false", "robust.kafka.outbox.when-full=reject",
		"robust.kafka.listener.auto-startup=false", "spring.kafka.listener.auto-startup=false",
		"spring.kafka.admin.auto-create=false", "spring.kafka.bootstrap-servers=127.0.0.1:1" })
public @interface AutoConfigureTestOutbox {

}
