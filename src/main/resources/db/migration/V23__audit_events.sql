-- Who did what to accounts, keys, products and orders, for admins to read. Rows are only added, and deleted when they are old enough.
-- There are no foreign keys: an event stays when what it is about is deleted, and writing it locks no other row.
CREATE TABLE audit_events (
    id         uuid        PRIMARY KEY, -- UUIDv7: the order of the events, and of their deletion
    kind       text        NOT NULL CHECK (char_length(kind) BETWEEN 1 AND 64),
    outcome    text        NOT NULL CHECK (outcome IN ('succeeded', 'failed')),
    user_id    uuid,       -- who did it; null if nobody was signed in
    subject_id uuid,       -- the user, product, order, job or webhook that it is about; null if there is none
    detail     text        CHECK (char_length(detail) <= 200),
    address    text        CHECK (char_length(address) <= 64),
    request_id text        CHECK (char_length(request_id) <= 64),
    count      integer     NOT NULL CHECK (count > 0), -- failures of one account and address within a few seconds are one row
    created_at timestamptz NOT NULL
);
-- One for each filter of the list, which reads backwards by id.
CREATE INDEX audit_events_by_kind ON audit_events (kind, id);
CREATE INDEX audit_events_by_user ON audit_events (user_id, id) WHERE user_id IS NOT NULL;
CREATE INDEX audit_events_by_user_and_kind ON audit_events (user_id, kind, id) WHERE user_id IS NOT NULL;
CREATE INDEX audit_events_by_subject ON audit_events (subject_id, id) WHERE subject_id IS NOT NULL;

-- Nothing changes an event of the past. Where another role has been granted the tables by default privileges (deploy/postgres/roles.sql), it may add
-- events, and delete those that are too old.
DO $$
DECLARE
    grantee text;
BEGIN
    FOR grantee IN
        SELECT DISTINCT granted.grantee::regrole::text
          FROM pg_class, aclexplode(relacl) AS granted
         WHERE pg_class.oid = to_regclass('audit_events') AND granted.grantee NOT IN (0, relowner)
    LOOP
        EXECUTE format('REVOKE UPDATE, TRUNCATE ON audit_events FROM %s', grantee);
    END LOOP;
END
$$;
