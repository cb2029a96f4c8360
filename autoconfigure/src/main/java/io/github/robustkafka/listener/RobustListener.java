package io.github.robustkafka.listener;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;
import org.springframework.messaging.handler.annotation.MessageMappingReflectiveProcessor;

/**
 * Marks a method that handles the records of topics. A record is finished when the method
 * returns. When it throws, the record is tried again in place, then through retry topics,
 * and becomes a dead letter when its attempts are used up; its offset is not committed
 * before that is durable. A record can be handled more than once: after a crash, or when
 * it moves to another instance while it is being handled.
 * <p>
 * The method is called by many threads, in order and never at the same time for records
 * of one key, as far as they do not fail. Its parameters are those of
 * {@link org.springframework.kafka.annotation.KafkaListener}: the payload, headers, the
 * record, a message; but neither a batch nor an acknowledgment nor the consumer. It must
 * do its work before it returns.
 * <p>
 * Everything can be said, and is overridden, in the configuration under
 * {@code robust.kafka.listeners.<id>}. All texts may have {@code ${...}} and
 * {@code #{...}} in them.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective(MessageMappingReflectiveProcessor.class)
public @interface RobustListener {

	/**
	 * Name of the listener: of its settings, its container, its metrics, and of its group
	 * if that has no other name.
	 * @return letters, digits, dots, dashes and underscores
	 */
	String id();

	/**
	 * The topics.
	 * @return names of topics; none if the configuration names them
	 */
	String[] topics() default {};

	/**
	 * The consumer group.
	 * @return name of the group; empty for the id
	 */
	String groupId() default "";

	/**
	 * Number of consumers.
	 * @return a number; empty for the configured one
	 */
	String concurrency() default "";

	/**
	 * Whether the listener starts with the application.
	 * @return true or false; empty for the configured value
	 */
	String autoStartup() default "";

	/**
	 * Further properties of the consumers.
	 * @return texts of the form {@code name=value}
	 */
	String[] properties() default {};

}
