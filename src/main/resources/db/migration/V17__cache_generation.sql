-- The Redis server whose values all instances trust, and the generation of these values. A server that restarts or is replaced begins another
-- generation: docs/caching.md. The release before this one does not use the table.
CREATE TABLE cache_generation (
    one_row    boolean     PRIMARY KEY DEFAULT true CHECK (one_row),
    generation text        NOT NULL, -- random
    server     text        NOT NULL, -- its run id and replication id
    began_at   timestamptz NOT NULL
);
INSERT INTO cache_generation (generation, server, began_at) VALUES ('none', '', now());
