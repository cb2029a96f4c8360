package io.github.robustkafka.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.IntFunction;

import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.jspecify.annotations.Nullable;

/**
 * The part of Kafka's producer that has a thread of its own: one request at a time to
 * each broker, a batch of a partition on its way at a time, retries in order under the
 * same sequence number, a refused batch dropped and the rest numbered anew.
 */
final class ProducerSender {

	private static final int BATCH_RECORDS = 8;

	private static final int BATCH_BYTES = 128 * 1024;

	private final World world;

	private final SimulatedCluster cluster;

	private final Ledger ledger;

	private final String id;

	private final Consumer<ProducerSender> closing;

	private final boolean doesNotStop;

	private final Map<TopicPartition, Deque<ProducerBatch>> queues = new LinkedHashMap<>();

	private final Map<TopicPartition, Integer> sequences = new LinkedHashMap<>();

	private final @Nullable Request[] onTheWay = new Request[SimulatedCluster.BROKERS];

	private final long[] backOffUntil = new long[SimulatedCluster.BROKERS];

	/**
	 * Part of the producer's id that changes when numbers start anew.
	 */
	private int epoch;

	private long bytes;

	private boolean scheduled;

	private boolean closed;

	private boolean answering;

	private boolean dead;

	ProducerSender(World world, SimulatedCluster cluster, Ledger ledger, String id, Consumer<ProducerSender> closing,
			boolean doesNotStop) {
		this.world = world;
		this.cluster = cluster;
		this.ledger = ledger;
		this.id = id;
		this.closing = closing;
		this.doesNotStop = doesNotStop;
	}

	void die() {
		this.dead = true;
		this.closed = true;
	}

	boolean isClosed() {
		return this.closed;
	}

	long bytes() {
		return this.bytes;
	}

	/**
	 * The records that were taken and not answered.
	 */
	Set<UUID> unanswered() {
		Set<UUID> ids = new HashSet<>();
		this.queues.values()
			.forEach(
					(queue) -> queue.forEach((batch) -> batch.entries().forEach((entry) -> ids.add(entry.recordId()))));
		return ids;
	}

	void add(String topic, int partition, Entry entry, @Nullable Callback callback) {
		Deque<ProducerBatch> queue = this.queues.computeIfAbsent(new TopicPartition(topic, partition),
				(name) -> new ArrayDeque<>());
		ProducerBatch last = queue.peekLast();
		if (last == null || last.isNumbered() || last.entries().size() >= BATCH_RECORDS
				|| last.bytes() + entry.size() > BATCH_BYTES) {
			last = new ProducerBatch(topic, partition);
			queue.add(last);
		}
		last.add(entry, callback);
		this.bytes += entry.size();
		wakeUp(this.world.micros(0, 3000));
	}

	private void wakeUp(long nanos) {
		if (!this.scheduled) {
			this.scheduled = true;
			this.world.after(nanos, this::sendRequests);
		}
	}

	private void sendRequests() {
		this.scheduled = false;
		if (this.closed && !this.doesNotStop) {
			return;
		}
		long later = Long.MAX_VALUE;
		for (int broker = 0; broker < SimulatedCluster.BROKERS; broker++) {
			long wait = this.backOffUntil[broker] - this.world.now();
			if (wait > 0) {
				later = Math.min(later, wait);
			}
			else if (this.onTheWay[broker] == null) {
				sendRequest(broker);
			}
		}
		if (later < Long.MAX_VALUE) {
			wakeUp(later);
		}
	}

	private void sendRequest(int broker) {
		List<ProducerBatch> batches = new ArrayList<>();
		this.queues.forEach((partition, queue) -> {
			ProducerBatch head = queue.peek();
			if (head != null && SimulatedCluster.leader(partition.topic(), partition.partition()) == broker) {
				number(partition, head);
				head.attempted();
				batches.add(head);
			}
		});
		if (batches.isEmpty()) {
			return;
		}
		Request request = new Request(broker, batches);
		this.onTheWay[broker] = request;
		long latency = this.world.micros(100, 4000);
		this.world.after(latency, () -> arrive(request));
	}

	private void number(TopicPartition partition, ProducerBatch batch) {
		if (!batch.isNumbered()) {
			int next = this.sequences.getOrDefault(partition, 0);
			batch.number(this.id + "/" + this.epoch, next);
			this.sequences.put(partition, next + batch.entries().size());
		}
	}

	/**
	 * The request is at the broker. It may have been under way when its producer was
	 * closed or killed: what is in the network arrives, or not.
	 */
	private void arrive(Request request) {
		boolean late = this.closed;
		if (this.cluster.isAway(request.broker()) || (late && this.world.chance(0.5))) {
			this.ledger.fired(FaultKind.BROKER_AWAY);
			cutOff(request);
			return;
		}
		if (late) {
			this.ledger.fired(FaultKind.REQUEST_DELIVERED_LATE);
		}
		List<Answer> answers = new ArrayList<>();
		for (ProducerBatch batch : request.batches()) {
			answers.add(this.cluster.take(batch));
		}
		this.world.trace(() -> "broker %d answers producer %s: %s".formatted(request.broker(), this.id, answers));
		if (this.cluster.answersAreLost) {
			this.ledger.fired(FaultKind.ANSWERS_LOST);
			cutOff(request);
			return;
		}
		this.world.after(this.world.micros(100, 4000), () -> answered(request, answers));
	}

	/**
	 * The connection is gone; after a while the client notices and sends the same again.
	 */
	private void cutOff(Request request) {
		this.world.after(this.world.millis(1, this.cluster.answersAreLost ? 3000 : 50), () -> {
			this.onTheWay[request.broker()] = null;
			this.backOffUntil[request.broker()] = this.world.now() + this.world.millis(50, 400);
			wakeUp(this.world.millis(50, 400));
		});
	}

	private void answered(Request request, List<Answer> answers) {
		this.onTheWay[request.broker()] = null;
		if (this.dead || (this.closed && !this.doesNotStop)) {
			return;
		}
		this.answering = true;
		for (int i = 0; i < answers.size(); i++) {
			answered(request.batches().get(i), answers.get(i));
		}
		this.answering = false;
		if (this.closed && !this.doesNotStop) {
			abortAll();
			return;
		}
		boolean again = answers.stream().anyMatch((answer) -> answer.verdict() == Answer.Verdict.TRY_AGAIN);
		if (again) {
			this.backOffUntil[request.broker()] = this.world.now() + this.world.millis(50, 200);
		}
		wakeUp(this.world.micros(0, 500));
	}

	private void answered(ProducerBatch batch, Answer answer) {
		TopicPartition partition = new TopicPartition(batch.topic(), batch.partition());
		switch (answer.verdict()) {
			case TAKEN -> complete(partition, batch, (index) -> null, answer.offset());
			case OUT_OF_SEQUENCE -> numberAnew(partition);
			case NOT_AUTHORIZED -> refused(partition, batch, (index) -> new TopicAuthorizationException(batch.topic()));
			case MALFORMED -> refused(partition, batch,
					(index) -> answer.culprits().contains(index) ? new InvalidRecordException("no key")
							: new KafkaException("Failed to append record because it was part of a batch "
									+ "which had one more more invalid records"));
			case TOO_LARGE -> tooLarge(partition, batch);
			case TRY_AGAIN -> {
			}
		}
	}

	private void tooLarge(TopicPartition partition, ProducerBatch batch) {
		if (batch.entries().size() == 1) {
			refused(partition, batch, (index) -> new RecordTooLargeException("too large for the topic"));
			return;
		}
		Deque<ProducerBatch> queue = this.queues.get(partition);
		if (!queue.remove(batch)) {
			// A producer that was closed and goes on all the same.
			return;
		}
		List<ProducerBatch> pieces = batch.split();
		for (int i = pieces.size() - 1; i >= 0; i--) {
			queue.addFirst(pieces.get(i));
		}
	}

	/**
	 * The batch is dropped, and those behind it are numbered anew, since an earlier
	 * attempt of it may have arrived under its numbers.
	 */
	private void refused(TopicPartition partition, ProducerBatch batch, IntFunction<@Nullable Exception> failures) {
		int count = batch.entries().size();
		numberAnew(partition);
		for (int i = 0; i < count; i++) {
			Exception failure = failures.apply(i);
			if (failure instanceof InvalidRecordException || failure instanceof RecordTooLargeException) {
				this.ledger.refusedForGood(batch.entries().get(i).recordId());
			}
		}
		complete(partition, batch, failures, -1);
	}

	private void numberAnew(TopicPartition partition) {
		this.epoch++;
		this.sequences.put(partition, 0);
		this.queues.get(partition).stream().filter(ProducerBatch::isNumbered).forEach((batch) -> {
			mayHaveArrived(batch);
			batch.forgetNumber();
		});
	}

	/**
	 * An earlier attempt may have arrived although its answer did not.
	 */
	private void mayHaveArrived(ProducerBatch batch) {
		if (batch.isRepeated()) {
			Set<UUID> ids = new HashSet<>();
			batch.entries().forEach((entry) -> ids.add(entry.recordId()));
			this.ledger.mayComeAgain(ids);
		}
	}

	private void complete(TopicPartition partition, ProducerBatch batch, IntFunction<@Nullable Exception> failures,
			long offset) {
		this.queues.get(partition).remove(batch);
		this.bytes -= batch.bytes();
		for (int i = 0; i < batch.entries().size(); i++) {
			Callback callback = batch.callbacks().get(i);
			Exception failure = failures.apply(i);
			RecordMetadata metadata = (failure != null) ? null
					: new RecordMetadata(partition, offset, i, batch.entries().get(i).record().timestamp(), 0, 0);
			if (callback != null) {
				callback.onCompletion(metadata, failure);
			}
		}
	}

	/**
	 * Waits for answers, no longer than that, then gives up the rest. Inside of a
	 * callback it only says so.
	 */
	void close(Duration timeout) {
		if (!timeout.isZero() && !this.closed && !this.answering) {
			this.world.runUntil(() -> this.closed || unanswered().isEmpty(), timeout.toNanos());
		}
		if (!this.closed) {
			this.closing.accept(this);
		}
		this.closed = true;
		if (!this.answering) {
			abortAll();
		}
	}

	private void abortAll() {
		if (this.dead) {
			return;
		}
		for (TopicPartition partition : List.copyOf(this.queues.keySet())) {
			for (ProducerBatch batch : List.copyOf(this.queues.get(partition))) {
				complete(partition, batch, (index) -> new KafkaException("Producer is closed forcefully."), -1);
			}
		}
	}

}
