package io.github.robustkafka.test;

import org.springframework.boot.test.autoconfigure.TestSliceTestContextBootstrapper;

/**
 * Makes the application contexts of {@link RobustKafkaTest}.
 */
class RobustKafkaTestContextBootstrapper extends TestSliceTestContextBootstrapper<RobustKafkaTest> {

}
