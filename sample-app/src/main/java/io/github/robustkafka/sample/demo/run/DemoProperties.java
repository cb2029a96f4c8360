package io.github.robustkafka.sample.demo.run;

import java.nio.file.Path;
import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * Settings of the demonstration.
 *
 * @param enabled whether it is shown after the start
 * @param exit whether the application ends with it; the exit code is 0 if nothing that
 * was sent robustly was lost or reordered, and no payment lost, else 1
 * @param duration time in which the orders are sent
 * @param rate orders sent in a second
 * @param data folder for the sender's outbox, its log and the tally
 */
@ConfigurationProperties("demo")
public record DemoProperties(@DefaultValue("true") boolean enabled, @DefaultValue("false") boolean exit,
		@DefaultValue("40s") Duration duration, @DefaultValue("50") int rate, @DefaultValue("data/demo") Path data) {

	private static final Duration SHORTEST = Duration.ofSeconds(2);

	private static final Duration LONGEST = Duration.ofMinutes(10);

	private static final int MAX_RATE = 1000;

	public DemoProperties {
		Assert.isTrue(duration.compareTo(SHORTEST) >= 0 && duration.compareTo(LONGEST) <= 0,
				"'demo.duration' must be from 2s to 10m, but is " + duration);
		Assert.isTrue(rate >= 1 && rate <= MAX_RATE, "'demo.rate' must be from 1 to " + MAX_RATE + ", but is " + rate);
	}

	int orders() {
		return Math.toIntExact(this.duration.toMillis() * this.rate / Duration.ofSeconds(1).toMillis());
	}

}
