/**
 * Spring Boot auto-configuration; imported by nobody.
 */
@NullMarked
package io.github.robustkafka.autoconfigure;

import org.jspecify.annotations.NullMarked;
