package io.github.robustkafka.listener;

import java.util.function.Function;

import io.micrometer.observation.Observation;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

import org.springframework.kafka.listener.AcknowledgingConsumerAwareMessageListener;
import org.springframework.kafka.listener.ListenerExecutionFailedException;

import io.github.robustkafka.retry.RecordHandler;

/**
 * Calls a listener's method: reads the record, continues the sender's trace, and lets
 * Spring convert and invoke.
 */
final class MethodRecordHandler implements RecordHandler {

	private final RecordReader reader;

	private final AcknowledgingConsumerAwareMessageListener<Object, Object> method;

	private final Function<ConsumerRecord<?, ?>, Observation> observations;

	private final @Nullable Interception interception;

	MethodRecordHandler(RecordReader reader, AcknowledgingConsumerAwareMessageListener<Object, Object> method,
			Function<ConsumerRecord<?, ?>, Observation> observations, @Nullable Interception interception) {
		this.reader = reader;
		this.method = method;
		this.observations = observations;
		this.interception = interception;
	}

	@Override
	public void handle(ConsumerRecord<byte[], byte[]> record, int call, Runnable beforeStart) throws Exception {
		ConsumerRecord<Object, Object> read = this.reader.read(record, call);
		beforeStart.run();
		Observation observation = this.observations.apply(read);
		observation.observeChecked(() -> {
			if (this.interception != null) {
				this.interception.around(read, this::invoke);
			}
			else {
				invoke(read);
			}
		});
	}

	@SuppressWarnings("NullAway") // Neither is there: the method has no such parameters.
	private void invoke(ConsumerRecord<Object, Object> record) throws Exception {
		try {
			this.method.onMessage(record, null, null);
		}
		catch (ListenerExecutionFailedException ex) {
			throw (ex.getCause() instanceof Exception cause) ? cause : ex;
		}
	}

}
