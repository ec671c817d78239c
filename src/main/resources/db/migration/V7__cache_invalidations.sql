-- Cached values that a transaction changed and that Redis has not been told of yet: written in that transaction, deleted once it has been.
CREATE TABLE cache_invalidations (
    position   bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name       text        NOT NULL, -- such as product:{0199...}
    schema     integer     NOT NULL, -- of the value's shape, in the release that wrote this
    written_at timestamptz NOT NULL DEFAULT now()
);
