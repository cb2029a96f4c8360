package io.github.robustkafka.listener;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How retry topics and dead-letter topics are configured: as far as it concerns what they
 * can take and how long they keep it, like the main topic. Forwarded records have their
 * old timestamps, so with another retention they could vanish before they are handled;
 * and they have more headers than the originals.
 */
final class TopicConfig {

	private static final Logger logger = LoggerFactory.getLogger(TopicConfig.class);

	private static final String RETENTION = org.apache.kafka.common.config.TopicConfig.RETENTION_MS_CONFIG;

	private static final String CLEANUP = org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_CONFIG;

	private static final String SIZE = org.apache.kafka.common.config.TopicConfig.MAX_MESSAGE_BYTES_CONFIG;

	private static final int ROOM_FOR_HEADERS = 64 * 1024;

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private TopicConfig() {
	}

	/** Returns nothing where the main topic may not be looked into. */
	static Map<String, String> like(Admin admin, String main) throws InterruptedException {
		ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, main);
		Map<String, String> like = new HashMap<>();
		try {
			Config config = admin.describeConfigs(List.of(topic))
				.all()
				.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS)
				.get(topic);
			if (config == null) {
				return like;
			}
			ConfigEntry retention = config.get(RETENTION);
			ConfigEntry cleanup = config.get(CLEANUP);
			if (cleanup != null && "compact".equals(cleanup.value())) {
				// It keeps records for ever, whatever its retention says.
				like.put(RETENTION, "-1");
			}
			else if (retention != null && retention.value() != null) {
				like.put(RETENTION, retention.value());
			}
			ConfigEntry size = config.get(SIZE);
			if (size != null && size.value() != null) {
				long larger = Math.min(Integer.MAX_VALUE, Long.parseLong(size.value()) + ROOM_FOR_HEADERS);
				like.put(SIZE, Long.toString(larger));
			}
		}
		catch (ExecutionException | TimeoutException | NumberFormatException ex) {
			logger.warn(
					"The configuration of topic '{}' is not to be had: {}. Its retry topics and dead-letter topic get the broker's defaults; see that retention.ms and max.message.bytes are not less than the topic's.",
					main, ex.toString());
		}
		return like;
	}

}
