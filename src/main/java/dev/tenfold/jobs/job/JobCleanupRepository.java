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
    record FinishedJob(JobId id, Instant finishedAt, int resultAttempts) {

        /** Before all jobs. */
        static final FinishedJob NONE = new FinishedJob(new JobId(new UUID(0, 0)), Instant.EPOCH, 1);
    }

    /** Jobs that finished before a moment, and after another job, the oldest first. */
    List<FinishedJob> finishedBefore(Instant moment, FinishedJob after, int rows) {
        return jdbc.sql("""
                SELECT id, finished_at, coalesce(result_attempt, 1) AS result_attempts
                  FROM jobs
                 WHERE finished_at < :moment AND (finished_at, id) > (:finished, :id)
                 ORDER BY finished_at, id
                 LIMIT :rows
                """).param("moment", utc(moment)).param("finished", utc(after.finishedAt())).param("id", after.id().value())
                .param("rows", rows).query((row, number) -> new FinishedJob(new JobId(row.getObject("id", UUID.class)),
                        instant(row, "finished_at"), row.getInt("result_attempts")))
                .list();
    }

    /** Deletes those of the jobs that finished before a moment: one may have been queued again in the meantime. */
    void remove(List<JobId> ids, Instant moment) {
        jdbc.sql("DELETE FROM jobs WHERE id = ANY (:ids) AND finished_at < :moment").param("ids", array("uuid", ids, JobId::value))
                .param("moment", utc(moment)).update();
    }
}
