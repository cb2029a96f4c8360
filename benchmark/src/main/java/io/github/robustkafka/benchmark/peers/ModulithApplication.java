package io.github.robustkafka.benchmark.peers;

import java.util.Map;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.modulith.events.EventExternalizationConfiguration;
import org.springframework.modulith.events.RoutingTarget;
import org.springframework.modulith.events.support.EventExternalizationTransport;
import org.springframework.modulith.events.support.EventExternalizerModuleListener;

/**
 * Spring Modulith with its JDBC event publication registry. Its module for Kafka does the
 * same as the transport here: it sends, and completes the publication with the future.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class ModulithApplication {

	static final Map<String, Object> TUNED = Map.of("spring.modulith.events.jdbc.schema-initialization.enabled", true,
			"spring.modulith.events.completion-mode", "delete", "spring.task.execution.pool.core-size", 16);

	@Bean
	Peer.Publisher publisher(ApplicationEventPublisher events) {
		return events::publishEvent;
	}

	@Bean
	EventExternalizationConfiguration externalization() {
		return EventExternalizationConfiguration.externalizing()
			.select(Publication.class::isInstance)
			.route(Publication.class,
					(publication) -> RoutingTarget.forTarget(PeersGroup.TOPIC).andKey(publication.key()))
			.build();
	}

	@Bean
	EventExternalizerModuleListener externalizer(EventExternalizationConfiguration configuration,
			KafkaTemplate<String, String> template, Peer peer) {
		EventExternalizationTransport transport = (payload, target) -> template
			.send(target.getTarget(), target.getKey(), ((Publication) payload).value())
			.whenComplete((result, failure) -> peer.acknowledged(failure));
		return new EventExternalizerModuleListener(configuration, transport);
	}

}
