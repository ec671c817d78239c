-- One row: until when some instance may have writes of users that it could not tell the others, because its Redis is away. Each instance reads it with the position
-- of the write-ahead log.
CREATE TABLE unshared_writes (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    until timestamptz NOT NULL
);
