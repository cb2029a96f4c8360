package io.github.robustkafka.test;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The relay's way to a {@link ModelBroker}.
 */
final class ModelProducer extends MockProducer<byte[], byte[]> {

	private final ModelBroker broker;

	ModelProducer(ModelBroker broker) {
		super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
		this.broker = broker;
	}

	@Override
	public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
		Exception refusal = this.broker.refusal(record);
		if (refusal != null) {
			callback.onCompletion(null, refusal);
			return CompletableFuture.failedFuture(refusal);
		}
		RecordMetadata metadata = this.broker.append(record);
		callback.onCompletion(metadata, null);
		return CompletableFuture.completedFuture(metadata);
	}

}
