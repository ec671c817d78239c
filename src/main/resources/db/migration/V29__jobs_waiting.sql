-- Jobs that wait for another service are counted every few seconds.
CREATE INDEX CONCURRENTLY IF NOT EXISTS jobs_waiting ON jobs (waiting_since) WHERE waiting_since IS NOT NULL;
