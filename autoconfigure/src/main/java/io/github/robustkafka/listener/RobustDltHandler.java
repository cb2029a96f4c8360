package io.github.robustkafka.listener;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;
import org.springframework.messaging.handler.annotation.MessageMappingReflectiveProcessor;

/**
 * Marks a method that handles the dead letters of listeners. It is called as a
 * {@link RobustListener} method is. What it cannot handle stays in the dead-letter topic:
 * it is logged, and not tried again.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective(MessageMappingReflectiveProcessor.class)
public @interface RobustDltHandler {

	/**
	 * Ids of the listeners.
	 * @return ids; none for all listeners of the same class
	 */
	String[] value() default {};

}
