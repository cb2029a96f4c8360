package io.github.robustkafka.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.autoconfigure.OverrideAutoConfiguration;
import org.springframework.boot.test.context.filter.annotation.TypeExcludeFilters;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.core.annotation.AliasFor;
import org.springframework.core.env.Environment;
import org.springframework.test.context.BootstrapWith;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * Tests what an application sends, with as little of it as can be: the context holds the
 * template with the application's own serializers and settings, an outbox in memory and a
 * model of Kafka, and none of the application's components but those that are included or
 * imported. What can be asked and steered is told at {@link AutoConfigureTestOutbox},
 * which gives the same to any other kind of Spring test.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@BootstrapWith(RobustKafkaTestContextBootstrapper.class)
@ExtendWith(SpringExtension.class)
@OverrideAutoConfiguration(enabled = false)
@TypeExcludeFilters(RobustKafkaTypeExcludeFilter.class)
@AutoConfigureTestOutbox
public @interface RobustKafkaTest {

	/**
	 * Properties in form {@literal key=value} that are added to the {@link Environment}.
	 * @return the properties
	 */
	String[] properties() default {};

	/**
	 * Whether components are left out that no filter includes.
	 * @return true if they are
	 */
	boolean useDefaultFilters() default true;

	/**
	 * Which components of the application to take in.
	 * @return the filters
	 */
	Filter[] includeFilters() default {};

	/**
	 * Which components of the application to leave out.
	 * @return the filters
	 */
	Filter[] excludeFilters() default {};

	/**
	 * Auto-configurations to leave out.
	 * @return their classes
	 */
	@AliasFor(annotation = ImportAutoConfiguration.class, attribute = "exclude")
	Class<?>[] excludeAutoConfiguration() default {};

}
