/**
 * The whole outbox against real brokers: outages, killed processes, refused records.
 */
package io.github.robustkafka.runtime;
