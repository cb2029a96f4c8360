@NullMarked
package io.github.robustkafka.monitoring;

import org.jspecify.annotations.NullMarked;
