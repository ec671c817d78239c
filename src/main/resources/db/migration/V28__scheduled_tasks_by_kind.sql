-- A worker claims the due jobs of each kind separately.
CREATE INDEX CONCURRENTLY IF NOT EXISTS scheduled_tasks_due_by_kind ON scheduled_tasks (task_name, execution_time);
