package io.github.robustkafka.outbox;

import java.util.List;

/**
 * Pending records read back from the store, in order of position.
 *
 * @param records the sound ones
 * @param corrupt positions of rows whose checksum does not fit their content; they are
 * not among the records
 * @param lastPosition position of the last row looked at, sound or not; where the page is
 * empty, the position the reading began after
 * @param more whether there may be further rows behind the last one
 */
public record PendingPage(List<PendingRecord> records, List<Long> corrupt, long lastPosition, boolean more) {
}
