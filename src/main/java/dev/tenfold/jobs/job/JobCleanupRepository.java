package dev.tenfold.jobs.job;

import dev.tenfold.api.paging.Total;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import static dev.tenfold.platform.jdbc.SqlRows.instant;
import static dev.tenfold.platform.jdbc.SqlValues.array;
import static dev.tenfold.platform.jdbc.SqlValues.utc;

/** Statements over all jobs: what waits, and what is old. */
@Repository
class JobCleanupRepository {

    private static final int MOST_OLDEST = 10_000;

    private final JdbcClient jdbc;

    JobCleanupRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** How many jobs wait for another service, counted up to {@link Total#MOST}. */
    int countWaiting() {
        return Total.count(jdbc, "jobs WHERE waiting_since IS NOT NULL").query(Integer.class).single();
    }

    /** When the job was queued that has waited longest for a worker. Looks at the oldest jobs only, and not at those that wait for another service. */
    Optional<Instant> oldestQueued() {
        return jdbc.sql("""
                SELECT created_at
                  FROM (SELECT id, created_at, waiting_since FROM jobs WHERE status = 'queued' ORDER BY id LIMIT :most) AS head
                 WHERE waiting_since IS NULL
                 ORDER BY id
                 LIMIT 1
                """).param("most", MOST_OLDEST).query((row, number) -> instant(row, "created_at")).optional();
    }

    /**
     * A job that has finished.
     * @param resultAttempts the number of the last attempt that may have left a result file; at least 1
     */
    record FinishedJob(JobId id, int resultAttempts) {}

    /** Jobs that finished before a moment, the oldest first, without the oldest of them. */
    List<FinishedJob> finishedBefore(Instant moment, int skipped, int rows) {
        return jdbc.sql("""
                SELECT id, coalesce(result_attempt, 1) AS result_attempts
                  FROM jobs
                 WHERE finished_at < :moment
                 ORDER BY finished_at
                OFFSET :skipped
                 LIMIT :rows
                """).param("moment", utc(moment)).param("skipped", skipped).param("rows", rows)
                .query((row, number) -> new FinishedJob(new JobId(row.getObject("id", UUID.class)), row.getInt("result_attempts"))).list();
    }

    /** Deletes those of the jobs that finished before a moment: one may have been queued again in the meantime. */
    void remove(List<JobId> ids, Instant moment) {
        jdbc.sql("DELETE FROM jobs WHERE id = ANY (:ids) AND finished_at < :moment").param("ids", array("uuid", ids, JobId::value))
                .param("moment", utc(moment)).update();
    }
}
