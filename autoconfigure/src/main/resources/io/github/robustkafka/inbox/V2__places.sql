-- One flipped bit must not turn the id of a processed record into that of another one. Entries
-- of the first schema have none.
ALTER TABLE inbox ADD COLUMN checksum INTEGER;

-- Records without an id that a listener has processed, by the place they were sent to: one row
-- for neighbouring offsets. What each column holds is told at
-- io.github.robustkafka.sqlite.SqliteInboxStore.
CREATE TABLE inbox_places (
	id INTEGER PRIMARY KEY,
	listener TEXT NOT NULL,
	topic TEXT NOT NULL,
	partition INTEGER NOT NULL,
	block INTEGER NOT NULL,
	expires_at INTEGER NOT NULL,
	places BLOB NOT NULL
);

CREATE UNIQUE INDEX inbox_places_block ON inbox_places (listener, topic, partition, block);

CREATE INDEX inbox_places_expires_at ON inbox_places (expires_at);
