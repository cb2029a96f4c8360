/**
 * The outbox in one SQLite file. Nobody else sees SQL.
 */
@NullMarked
package io.github.robustkafka.sqlite;

import org.jspecify.annotations.NullMarked;
