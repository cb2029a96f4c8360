@NullMarked
package io.github.robustkafka.observation;

import org.jspecify.annotations.NullMarked;
