/**
 * Which settings exist, and what to say of those that do not.
 */
@NullMarked
package io.github.robustkafka.autoconfigure.keys;

import org.jspecify.annotations.NullMarked;
