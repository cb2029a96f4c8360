package io.github.robustkafka.monitoring;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;

import io.github.robustkafka.autoconfigure.KnownMeters;
import io.github.robustkafka.dispatch.DispatchState;
import io.github.robustkafka.dispatch.DrainResult;
import io.github.robustkafka.inbox.InboxState;
import io.github.robustkafka.listener.ListenerSettings;
import io.github.robustkafka.listener.RunningListener;
import io.github.robustkafka.metrics.CommitRecorder;
import io.github.robustkafka.metrics.ListenerMetrics;
import io.github.robustkafka.metrics.OutboxMetrics;
import io.github.robustkafka.metrics.RelayRecorder;
import io.github.robustkafka.outbox.OutboxHeaders;
import io.github.robustkafka.outbox.OutboxRecord;
import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.runtime.Outbox;

import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.RETURNS_DEEP_STUBS;
import static org.mockito.Mockito.mock;

/**
 * What Prometheus would find at an application in which everything has happened once: the
 * names of all metrics, each with its labels.
 */
final class ExposedMetrics {

	private static final Pattern LINE = Pattern.compile("([a-z_]+)(?:\\{(.*)})? \\S+");

	private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"[^\"]*\"");

	private final Map<String, Set<String>> labels = new TreeMap<>();

	ExposedMetrics() {
		PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		bindOutbox(registry);
		bindListener(new ListenerMetrics(registry));
		registry.scrape().lines().map(LINE::matcher).filter(Matcher::matches).forEach(this::add);
	}

	private void add(Matcher line) {
		Set<String> known = this.labels.computeIfAbsent(line.group(1), (name) -> new HashSet<>());
		if (line.group(2) != null) {
			LABEL.matcher(line.group(2)).results().forEach((label) -> known.add(label.group(1)));
		}
	}

	private static void bindOutbox(PrometheusMeterRegistry registry) {
		Outbox outbox = mock(Outbox.class, RETURNS_DEEP_STUBS);
		RelayRecorder relay = new RelayRecorder(Clock.systemUTC(), 1);
		PendingRecord record = new PendingRecord(1, 1,
				new OutboxRecord(new UUID(1, 1), "orders", null, null, null, OutboxHeaders.NONE, 1, null));
		new OutboxMetrics(outbox, new CommitRecorder(), relay, Path.of(".")).bindTo(registry);
		relay.acknowledged("orders", 1, 1);
		relay.failed(record);
	}

	private static void bindListener(ListenerMetrics metrics) {
		RunningListener listener = mock(RunningListener.class);
		ListenerSettings settings = mock(ListenerSettings.class);
		given(settings.id()).willReturn("payments");
		given(listener.settings()).willReturn(settings);
		given(listener.state()).willReturn(new DispatchState(0, 0, 0, 0, List.of()));
		IllegalStateException failure = new IllegalStateException("no funds");
		metrics.watch(listener);
		metrics.watchInbox(() -> Optional.of(new InboxState(true, Instant.EPOCH, null, 1, 1, Duration.ZERO)));
		metrics.called("payments", Duration.ZERO, null);
		metrics.succeeded("payments", 1, Duration.ZERO);
		metrics.duplicate("payments");
		metrics.retried("payments", 2);
		metrics.deadLetter("payments", failure);
		metrics.replayed("payments");
		metrics.dropped("payments", failure);
		metrics.forwardFailed("payments");
		metrics.drained("payments", new DrainResult(1, 1, Map.of(), Map.of(), Duration.ZERO));
	}

	boolean has(String name) {
		return this.labels.containsKey(name);
	}

	Set<String> labels(String name) {
		return this.labels.getOrDefault(name, Set.of());
	}

	/**
	 * The names by which Prometheus tells meters apart: without what it appends for
	 * counters and parts.
	 */
	static Stream<String> documented() {
		PrometheusNamingConvention convention = new PrometheusNamingConvention();
		return KnownMeters.all()
			.stream()
			.map((meter) -> convention.name(meter.name(), meter.type(), meter.unit()))
			.map((name) -> name.replaceFirst("_total$", ""));
	}

	Stream<String> names() {
		return this.labels.keySet().stream();
	}

}
