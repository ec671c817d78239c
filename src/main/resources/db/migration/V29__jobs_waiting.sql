-- Jobs that wait for another service are counted every few seconds.
SET lock_timeout = '10min'; -- it waits for transactions that are running, and blocks nobody meanwhile
DROP INDEX CONCURRENTLY IF EXISTS jobs_waiting; -- what an attempt that failed has left
CREATE INDEX CONCURRENTLY jobs_waiting ON jobs (waiting_since) WHERE waiting_since IS NOT NULL;
SET lock_timeout = '2s'; -- of the migrations that follow
