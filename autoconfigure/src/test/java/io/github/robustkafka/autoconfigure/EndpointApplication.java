package io.github.robustkafka.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaTemplate;

import io.github.robustkafka.listener.RobustListener;
import io.github.robustkafka.outbox.WriteBatch;
import io.github.robustkafka.runtime.Outbox;

/**
 * A web application without a broker, and a client of its endpoint. Who asks is whom the
 * header {@code X-User} names.
 */
final class EndpointApplication implements AutoCloseable {

	private static final String BASE = "/actuator/robustkafka";

	private final HttpClient http = HttpClient.newHttpClient();

	private final JsonMapper json = new JsonMapper();

	private final ConfigurableApplicationContext context;

	private EndpointApplication(ConfigurableApplicationContext context) {
		this.context = context;
	}

	static EndpointApplication start(Path directory, String... properties) {
		List<String> all = new ArrayList<>(List.of("server.port=0", "server.address=127.0.0.1",
				"spring.main.banner-mode=off", "management.endpoints.web.exposure.include=robustkafka",
				"robust.kafka.outbox.path=" + directory.resolve("outbox.db"),
				"spring.kafka.bootstrap-servers=" + RobustContexts.NO_BROKER, "robust.kafka.relay.drain-timeout=0s"));
		all.addAll(List.of(properties));
		return new EndpointApplication(
				new SpringApplicationBuilder(Application.class).properties(all.toArray(String[]::new)).run());
	}

	/**
	 * Sends a record, which stays pending.
	 */
	@SuppressWarnings("unchecked")
	void send(String topic, String key, String value) {
		this.context.getBean(KafkaTemplate.class).send(topic, key, value);
	}

	/**
	 * Sends a record that fails.
	 * @return its position
	 */
	long fail(String topic, String key, String value) {
		Outbox outbox = this.context.getBean(Outbox.class);
		send(topic, key, value);
		long position = outbox.failedRecords().lastPosition();
		outbox.writer().fail(new WriteBatch.Failure(position, "RecordTooLargeException: too large"));
		return position;
	}

	Outbox outbox() {
		return this.context.getBean(Outbox.class);
	}

	Answer get(String path) {
		return answer(request(path).GET());
	}

	Answer post(String path, String body) {
		return answer(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
	}

	private HttpRequest.Builder request(String path) {
		String port = this.context.getEnvironment().getProperty("local.server.port");
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + BASE + path)).header("X-User", "anna");
	}

	private Answer answer(HttpRequest.Builder request) {
		try {
			HttpResponse<String> response = this.http.send(request.build(), BodyHandlers.ofString());
			return new Answer(response.statusCode(), response.body(), this.json.readTree(response.body()));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * An answer of the endpoint.
	 *
	 * @param status its status
	 * @param body its body
	 * @param json its body
	 */
	record Answer(int status, String body, JsonNode json) {
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
	static class Application {

		@Bean
		Filter login() {
			return (request, response, chain) -> chain
				.doFilter(new HttpServletRequestWrapper((HttpServletRequest) request) {

					@Override
					public Principal getUserPrincipal() {
						return () -> getHeader("X-User");
					}

				}, response);
		}

		@RobustListener(id = "payments", topics = "orders", groupId = "payments")
		void charge(String order) {
			if (order.equals("poor")) {
				throw new IllegalStateException("no funds");
			}
		}

	}

}
