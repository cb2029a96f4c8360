/**
 * Findings, and the forms in which they are shown.
 */
@NullMarked
package io.github.robustkafka.benchmark.report;

import org.jspecify.annotations.NullMarked;
