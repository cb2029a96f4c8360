package io.github.robustkafka.broker;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BrokerExtension}.
 */
@ExtendWith(BrokerExtension.class)
class BrokerExtensionTests {

	@Test
	void parameterIsTheSharedBroker(BrokerProcess broker) {
		assertThat(broker.isRunning()).isTrue();
		assertThat(broker).isSameAs(BrokerExtension.sharedBroker());
	}

	@Test
	@Tag("slow")
	void sharedBrokerIsThereAgainWhenATestKilledIt(BrokerProcess broker) {
		broker.kill();
		assertThat(BrokerExtension.sharedBroker().isRunning()).isTrue();
	}

}
