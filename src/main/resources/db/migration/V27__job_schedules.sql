-- Failed attempts are counted apart from the attempts that have begun: those number the attempts, and never fall. An attempt that found
-- another service away does not count as a failure.
ALTER TABLE jobs
    ADD COLUMN failures      integer NOT NULL DEFAULT 0, -- attempts that failed or did not end
    ADD COLUMN waiting_since timestamptz;                -- since when each attempt has found another service away
