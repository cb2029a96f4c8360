package io.github.robustkafka.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import org.junit.jupiter.api.Test;

import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ByteArrayResource;

import io.github.robustkafka.autoconfigure.listener.BoundListenerSettings;
import io.github.robustkafka.listener.ListenerSettings;
import io.github.robustkafka.listener.ListenerSettingsSource.Annotated;
import io.github.robustkafka.retry.TopicChain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the page for listeners shows is what the code does.
 */
class ListenersPageTests {

	private final DocumentationPage page = DocumentationPage.named("docs/listeners.md");

	@Test
	void topicsOfTheFirstListenerAreThoseOfItsDefaults() throws Exception {
		TopicChain chain = settings("", Map.of("topics[0]", "orders")).rules().chains().all().get(0);
		assertThat(chain.retryTopics()).hasSize(4).first().isEqualTo("orders-payments-retry-0");
		assertThat(chain.deadLetterTopic()).isEqualTo("orders-payments-dlt");
		assertThat(this.page.codeSpans()).contains("orders-payments-retry-0", "orders-payments-dlt");
	}

	@Test
	void settingsThatAreShownAreAccepted() throws Exception {
		ListenerSettings settings = settings(this.page.fenced("yaml").get(0), Map.of());
		List<TopicChain> chains = settings.rules().chains().all();
		assertThat(chains).extracting(TopicChain::main).containsExactly("orders", "refunds");
		assertThat(chains).extracting((chain) -> chain.settings().attempts()).containsExactly(4, 8);
		assertThat(chains).extracting((chain) -> chain.settings().delay().toSeconds()).containsOnly(5L);
		assertThat(settings.topics().replicationFactor()).isEqualTo((short) 3);
	}

	private static ListenerSettings settings(String yaml, Map<String, Object> annotation) throws Exception {
		StandardEnvironment environment = new StandardEnvironment();
		List<PropertySource<?>> sources = new ArrayList<>(
				new YamlPropertySourceLoader().load("page", new ByteArrayResource(yaml.getBytes(UTF_8))));
		sources.forEach(environment.getPropertySources()::addFirst);
		return new BoundListenerSettings(environment, null, Map.of())
			.settings(new Annotated("payments", annotation, new Properties()));
	}

}
