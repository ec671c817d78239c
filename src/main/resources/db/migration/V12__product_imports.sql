-- How far an import is: written in the transaction that writes the rows, so that a worker that takes over goes on where the last one ended.
CREATE TABLE product_imports (
    job_id    uuid   PRIMARY KEY REFERENCES jobs ON DELETE CASCADE,
    position  bigint NOT NULL DEFAULT 0, -- rows of the file that are done
    added     bigint NOT NULL DEFAULT 0,
    changed   bigint NOT NULL DEFAULT 0,
    unchanged bigint NOT NULL DEFAULT 0, -- rows that say what was so already
    failed    bigint NOT NULL DEFAULT 0,
    errors    jsonb  NOT NULL DEFAULT '[]' -- of the first rows that failed
);
