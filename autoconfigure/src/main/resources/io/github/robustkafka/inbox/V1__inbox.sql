-- The inbox: one row per record that a listener has processed. What each column holds is told
-- at io.github.robustkafka.sqlite.SqliteInboxStore.
CREATE TABLE inbox (
	listener TEXT NOT NULL,
	record_id TEXT NOT NULL,
	expires_at INTEGER NOT NULL,
	PRIMARY KEY (listener, record_id)
) WITHOUT ROWID;

CREATE INDEX inbox_expires_at ON inbox (expires_at);

-- How many rows there are, since counting them would read the whole file.
CREATE TABLE inbox_entries (
	id INTEGER PRIMARY KEY CHECK (id = 1),
	count INTEGER NOT NULL
);

INSERT INTO inbox_entries (id, count) VALUES (1, 0);
