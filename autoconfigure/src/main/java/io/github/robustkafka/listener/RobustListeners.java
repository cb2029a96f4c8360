package io.github.robustkafka.listener;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.apache.kafka.clients.admin.Admin;

import org.springframework.kafka.config.KafkaListenerContainerFactory;
import org.springframework.kafka.config.KafkaListenerEndpoint;
import org.springframework.kafka.config.KafkaListenerEndpointRegistrar;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;

import io.github.robustkafka.inbox.InboxState;

/**
 * All listeners of the application.
 */
public final class RobustListeners implements AutoCloseable {

	private final ListenerEngine engine;

	private final TopicProvision provision;

	private final ListenerStart start;

	private final List<RunningListener> all = new CopyOnWriteArrayList<>();

	private final List<Consumer<RunningListener>> hooks = new CopyOnWriteArrayList<>();

	/**
	 * Creates the collection, which is empty.
	 * @param engine what listeners share
	 * @param admins creates clients that look at topics
	 */
	public RobustListeners(ListenerEngine engine, Supplier<Admin> admins) {
		this.engine = engine;
		this.provision = new TopicProvision(admins);
		this.start = new ListenerStart(this.provision);
	}

	/**
	 * Returns the listeners.
	 * @return all of them, those of dead letters included
	 */
	public Collection<RunningListener> all() {
		return List.copyOf(this.all);
	}

	/**
	 * Calls a hook for each listener, those to come included.
	 * @param hook what is called
	 */
	public void onAdded(Consumer<RunningListener> hook) {
		this.hooks.add(hook);
		this.all.forEach(hook);
	}

	/**
	 * Returns the state of the inbox.
	 * @return the state, empty if no listener needs an inbox
	 */
	public Optional<InboxState> inbox() {
		boolean needed = this.all.stream().anyMatch((listener) -> listener.settings().rules().deduplicates());
		return needed ? Optional.of(this.engine.inbox().get().state()) : Optional.empty();
	}

	/**
	 * Adds a listener, and starts it if the others are started.
	 * @param settings what it is to do
	 * @param endpoints what Spring makes its containers from
	 * @param registrar where they are registered
	 */
	void add(ListenerSettings settings, ListenerEndpoints endpoints, KafkaListenerEndpointRegistrar registrar) {
		RunningListener listener = new RunningListener(settings);
		ListenerAssembly assembly = new ListenerAssembly(this.engine, listener, this.provision::partitions);
		register(endpoints.main(), assembly.main(), registrar);
		if (endpoints.retry() != null) {
			register(endpoints.retry(), assembly.retry(), registrar);
		}
		this.all.add(listener);
		this.hooks.forEach((hook) -> hook.accept(listener));
		this.start.added(listener);
	}

	/**
	 * The registrar would start the container of a bean that is made later at once,
	 * before its topics exist.
	 */
	private void register(KafkaListenerEndpoint endpoint, KafkaListenerContainerFactory<?> containers,
			KafkaListenerEndpointRegistrar registrar) {
		KafkaListenerEndpointRegistry registry = registrar.getEndpointRegistry();
		if (this.start.hasBegun() && registry != null) {
			registry.registerListenerContainer(endpoint, containers);
		}
		else {
			registrar.registerEndpoint(endpoint, containers);
		}
	}

	/**
	 * Starts what is to start with the application. Returns at once.
	 */
	public void start() {
		this.start.begin(this.all);
	}

	/**
	 * Starts nothing any more, until {@link #start()} is called again. Listeners that run
	 * are stopped by Spring.
	 */
	public void stopStarting() {
		this.start.end();
	}

	/**
	 * Gives up what is on its way to other topics, after the containers have stopped.
	 */
	@Override
	public void close() {
		stopStarting();
		this.engine.forwarder().close();
		this.all.forEach(RunningListener::close);
	}

}
