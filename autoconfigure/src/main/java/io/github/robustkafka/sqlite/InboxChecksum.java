package io.github.robustkafka.sqlite;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

import io.github.robustkafka.inbox.RecordIdentity;

/**
 * The checksum of an entry of the inbox: CRC-32C over the listener's id, a zero, and the
 * identity as text. One flipped bit can turn an id or a place into that of the next
 * record, which would be left out although nobody has processed it.
 */
final class InboxChecksum {

	private InboxChecksum() {
	}

	static int of(String listener, RecordIdentity identity) {
		CRC32C crc = new CRC32C();
		crc.update(listener.getBytes(StandardCharsets.UTF_8));
		crc.update(0);
		crc.update(identity.toString().getBytes(StandardCharsets.UTF_8));
		return (int) crc.getValue();
	}

}
