-- Few rows: the jobs that are not finished. A user may have a limited number of them.
SET lock_timeout = '10min'; -- it waits for transactions that are running, and blocks nobody meanwhile
DROP INDEX CONCURRENTLY IF EXISTS jobs_unfinished; -- what an attempt that failed has left
CREATE INDEX CONCURRENTLY jobs_unfinished ON jobs (queued_by, kind) WHERE status IN ('queued', 'running');
SET lock_timeout = '2s'; -- of the migrations that follow
