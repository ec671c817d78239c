-- One job for each key, also when it has succeeded: a later request gets it again. After a failure there may be another one.
SET lock_timeout = '10min'; -- it waits for transactions that are running, and blocks nobody meanwhile
DROP INDEX CONCURRENTLY IF EXISTS jobs_unique_key; -- what an attempt that failed has left
CREATE UNIQUE INDEX CONCURRENTLY jobs_unique_key ON jobs (kind, unique_key) WHERE unique_key IS NOT NULL AND status <> 'failed';
SET lock_timeout = '2s'; -- of the migrations that follow
