package io.github.robustkafka.benchmark.peers;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Keeps what one peer brings to the class path out of the applications of all others.
 */
final class PeersFilter implements AutoConfigurationImportFilter, EnvironmentAware {

	/** Names the peer whose application this is. */
	static final String PEER = "benchmark.peer";

	private static final List<String> PEERS = List.of("org.springframework.modulith.", "io.namastack.");

	private static final List<String> DATABASE = List.of("org.springframework.boot.jdbc.",
			"org.springframework.boot.sql.", "org.springframework.boot.transaction.",
			"org.springframework.boot.persistence.");

	private String peer = "";

	@Override
	public void setEnvironment(Environment environment) {
		this.peer = environment.getProperty(PEER, "");
	}

	@Override
	public boolean[] match(@Nullable String[] candidates, AutoConfigurationMetadata metadata) {
		boolean[] matches = new boolean[candidates.length];
		for (int i = 0; i < candidates.length; i++) {
			String candidate = candidates[i];
			matches[i] = candidate == null || isAllowed(candidate);
		}
		return matches;
	}

	private boolean isAllowed(String candidate) {
		if (DATABASE.stream().anyMatch(candidate::startsWith)) {
			return !this.peer.isEmpty();
		}
		return PEERS.stream().noneMatch(candidate::startsWith)
				|| (!this.peer.isEmpty() && candidate.contains(this.peer));
	}

}
