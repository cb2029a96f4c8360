/**
 * Settings of listeners: annotation, configuration and defaults taken together.
 */
@NullMarked
package io.github.robustkafka.autoconfigure.listener;

import org.jspecify.annotations.NullMarked;
