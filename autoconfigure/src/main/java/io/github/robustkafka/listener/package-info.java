/**
 * Methods that get records with retries, dead letters and de-duplication.
 */
@NullMarked
package io.github.robustkafka.listener;

import org.jspecify.annotations.NullMarked;
