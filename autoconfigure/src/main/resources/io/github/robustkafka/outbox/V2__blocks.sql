-- Records that were sent many at once, until each is acknowledged or, a moment later, has a row
-- of its own in the table outbox. What each column holds is told at
-- io.github.robustkafka.sqlite.Block.
CREATE TABLE outbox_blocks (
	first_position INTEGER PRIMARY KEY,
	records INTEGER NOT NULL,
	appended_at INTEGER NOT NULL,
	mark INTEGER NOT NULL,
	data BLOB NOT NULL
);
