package io.github.robustkafka.monitoring;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Query}.
 */
class QueryTests {

	@Test
	void metricsAndLabelsAreFound() {
		Query query = new Query(
				"histogram_quantile(0.5, sum by (le) (rate(a_bucket{job=~\"$job\", instance=~\"x\"}[$__rate_interval]))) / b > 1e3 unless on(listener) c_total offset 5m");
		assertThat(query.metrics()).contains("a_bucket", "b", "c_total");
		assertThat(query.labels()).containsExactlyInAnyOrder("le", "job", "instance", "listener");
	}

	@Test
	void variablesOfADashboardAreQueriesToo() {
		Query query = new Query("label_values(a_records{job=~\"$job\"}, instance)");
		assertThat(query.metrics()).containsExactly("a_records");
		assertThat(query.labels()).containsExactlyInAnyOrder("job", "instance");
	}

}
