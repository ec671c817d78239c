-- Work that takes long. The row is written in the transaction that asks for it, and so is its entry in scheduled_tasks.
CREATE TABLE jobs (
    id          uuid        PRIMARY KEY,
    kind        text        NOT NULL CHECK (char_length(kind) BETWEEN 1 AND 64),
    status      text        NOT NULL CHECK (status IN ('queued', 'running', 'succeeded', 'failed')),
    progress    smallint    NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100), -- percent
    queued_by   uuid        NOT NULL REFERENCES users,
    payload     jsonb       NOT NULL,
    attempts    integer     NOT NULL DEFAULT 0, -- begun so far; tells an attempt that lost its lease from the one that has it
    error       text,       -- of the last attempt, where that failed
    request_id  text,       -- of the request that asked for it
    traceparent text,       -- likewise (W3C Trace Context)
    created_at  timestamptz NOT NULL,
    finished_at timestamptz,
    CHECK ((finished_at IS NOT NULL) = (status IN ('succeeded', 'failed')))
);
-- Ids are UUIDv7: lists walk this backwards, as they do the primary key.
CREATE INDEX jobs_by_status ON jobs (status, id);

-- db-scheduler's own: what is to run, and the heartbeats of what runs. Its name and columns are the library's.
CREATE TABLE scheduled_tasks (
    task_name            text        NOT NULL,
    task_instance        text        NOT NULL,
    task_data            bytea,
    execution_time       timestamptz NOT NULL,
    picked               boolean     NOT NULL,
    picked_by            text,
    last_success         timestamptz,
    last_failure         timestamptz,
    consecutive_failures integer,
    last_heartbeat       timestamptz,
    version              bigint      NOT NULL,
    priority             smallint,
    PRIMARY KEY (task_name, task_instance)
);
CREATE INDEX scheduled_tasks_due ON scheduled_tasks (execution_time);
CREATE INDEX scheduled_tasks_heartbeats ON scheduled_tasks (last_heartbeat);
