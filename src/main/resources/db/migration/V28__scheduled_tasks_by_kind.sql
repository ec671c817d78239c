-- A worker claims the due jobs of each kind separately.
SET lock_timeout = '10min'; -- it waits for transactions that are running, and blocks nobody meanwhile
DROP INDEX CONCURRENTLY IF EXISTS scheduled_tasks_due_by_kind; -- what an attempt that failed has left
CREATE INDEX CONCURRENTLY scheduled_tasks_due_by_kind ON scheduled_tasks (task_name, execution_time);
SET lock_timeout = '2s'; -- of the migrations that follow
