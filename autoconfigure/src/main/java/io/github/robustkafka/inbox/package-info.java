/**
 * The inbox: which records a listener has processed, so that none of them is given to its
 * handler twice. {@link io.github.robustkafka.inbox.Inbox} is what listeners see,
 * {@link io.github.robustkafka.inbox.InboxStore} where it is kept.
 */
@NullMarked
package io.github.robustkafka.inbox;

import org.jspecify.annotations.NullMarked;
