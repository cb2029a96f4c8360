package io.github.robustkafka.actuate.endpoint;

/**
 * What the endpoint may show and do.
 *
 * @param allowChanges whether it changes anything
 * @param showPayload whether it shows keys, values, headers and contexts
 * @param payloadLimit bytes that are shown of each of them, at most
 */
public record EndpointSettings(boolean allowChanges, boolean showPayload, int payloadLimit) {
}
