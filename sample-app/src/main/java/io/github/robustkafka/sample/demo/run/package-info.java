/**
 * What story and sender share: one run of the demonstration as it stands on disk, and how
 * the sender tells of its progress.
 */
@NullMarked
package io.github.robustkafka.sample.demo.run;

import org.jspecify.annotations.NullMarked;
