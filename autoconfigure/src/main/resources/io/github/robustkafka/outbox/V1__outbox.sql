-- The outbox: one row per record. What each column holds is told at
-- io.github.robustkafka.sqlite.SqliteOutboxStore. Small columns stand first, so that reading
-- them touches no overflow page.
CREATE TABLE outbox (
	position INTEGER PRIMARY KEY,
	state TEXT NOT NULL CHECK (state IN ('pending', 'acknowledged', 'failed')),
	size INTEGER NOT NULL,
	checksum INTEGER NOT NULL,
	timestamp INTEGER NOT NULL,
	appended_at INTEGER NOT NULL,
	acknowledged_at INTEGER,
	acknowledged_partition INTEGER,
	acknowledged_offset INTEGER,
	failed_at INTEGER,
	partition INTEGER,
	record_id BLOB NOT NULL CHECK (length(record_id) = 16),
	topic TEXT NOT NULL,
	reason TEXT,
	context TEXT,
	headers BLOB,
	key BLOB,
	value BLOB
);

CREATE UNIQUE INDEX outbox_record_id ON outbox (record_id);

-- All that the relay asks about its backlog is answered from this index; rows are only
-- touched to be sent.
CREATE INDEX outbox_pending ON outbox (topic, position, partition, appended_at) WHERE state = 'pending';

CREATE INDEX outbox_acknowledged ON outbox (acknowledged_at, size) WHERE state = 'acknowledged';

CREATE INDEX outbox_failed ON outbox (position, size) WHERE state = 'failed';

-- Positions are never used twice, so the highest one must outlive its row. Written only by a
-- transaction that deletes the row with the highest position; any other leaves that row as
-- the proof, and costs nothing.
CREATE TABLE outbox_highest_position (
	id INTEGER PRIMARY KEY CHECK (id = 1),
	position INTEGER NOT NULL
);

INSERT INTO outbox_highest_position (id, position) VALUES (1, 0);
