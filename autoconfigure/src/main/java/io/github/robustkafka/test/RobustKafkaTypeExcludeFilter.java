package io.github.robustkafka.test;

import org.springframework.boot.test.context.filter.annotation.StandardAnnotationCustomizableTypeExcludeFilter;

/**
 * Leaves all components out of a {@link RobustKafkaTest} that it does not include.
 */
class RobustKafkaTypeExcludeFilter extends StandardAnnotationCustomizableTypeExcludeFilter<RobustKafkaTest> {

	RobustKafkaTypeExcludeFilter(Class<?> testClass) {
		super(testClass);
	}

}
