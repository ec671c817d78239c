package dev.tenfold.jobs.job;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Queues failed jobs again. Of one kind and key only one job can exist that has not failed: another one is a {@link
 * org.springframework.dao.DuplicateKeyException}.
 */
@Repository
class FailedJobRepository {

    private final JdbcClient jdbc;

    FailedJobRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Queues a failed job again, with all its attempts. Returns false if it has not failed. */
    boolean retry(JobId id) {
        return jdbc.sql("""
                UPDATE jobs
                   SET status = 'queued', progress = 0, failures = 0, finished_at = NULL, result_type = NULL, result_name = NULL
                 WHERE id = :id AND status = 'failed'
                """).param("id", id.value()).update() == 1;
    }

    /**
     * Queues up to 1,000 failed jobs again, the oldest first, and hands them to the scheduler. Returns how many. Skips a job if another of
     * its kind and key has not failed. Of several failed jobs with one key, it takes the newest.
     */
    int retryAll(@Nullable String kind) {
        return jdbc.sql("""
                WITH candidates AS MATERIALIZED (
                    SELECT id, kind, unique_key
                      FROM jobs AS failed
                     WHERE status = 'failed'%s
                       AND (unique_key IS NULL OR NOT EXISTS (
                           SELECT FROM jobs AS other
                            WHERE other.kind = failed.kind AND other.unique_key = failed.unique_key AND other.status <> 'failed'
                           OFFSET 0)) -- OFFSET keeps it a look into the index for each row
                     ORDER BY id
                     LIMIT 1000
                       FOR NO KEY UPDATE SKIP LOCKED),
                retried AS (
                    UPDATE jobs
                       SET status = 'queued', progress = 0, failures = 0, finished_at = NULL, result_type = NULL, result_name = NULL
                     WHERE id = ANY (ARRAY (
                         SELECT DISTINCT ON (kind, unique_key, CASE WHEN unique_key IS NULL THEN id END) id
                           FROM candidates
                          ORDER BY kind, unique_key, CASE WHEN unique_key IS NULL THEN id END, id DESC))
                    RETURNING id, kind)
                INSERT INTO scheduled_tasks (task_name, task_instance, execution_time, picked, version)
                SELECT kind, id::text, statement_timestamp(), false, 1 FROM retried
                """.formatted(kind == null ? "" : " AND kind = :kind")).param("kind", kind).update();
    }
}
