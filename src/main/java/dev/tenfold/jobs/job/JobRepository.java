package dev.tenfold.jobs.job;

import dev.tenfold.api.paging.Total;
import dev.tenfold.jobs.job.JobQueue.JobRequest;
import dev.tenfold.security.identity.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import static dev.tenfold.platform.jdbc.SqlRows.instant;
import static dev.tenfold.platform.jdbc.SqlRows.nullableInstant;
import static dev.tenfold.platform.jdbc.SqlValues.array;
import static dev.tenfold.platform.jdbc.SqlValues.utc;

/** Jobs and their status. An attempt can write only while it is the latest attempt and still running. */
@Repository
class JobRepository {

    private static final String COLUMNS =
            "id, kind, status, progress, queued_by, payload, attempts, error, request_id, traceparent, created_at, finished_at, "
                    + "result_type, result_name";

    private final JdbcClient jdbc;

    JobRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(Job job) {
        UserId queuedBy = job.queuedBy();
        jdbc.sql("""
                INSERT INTO jobs (id, kind, status, queued_by, payload, request_id, traceparent, created_at)
                VALUES (:id, :kind, :status, :queuedBy, :payload::jsonb, :requestId, :traceparent, :createdAt)
                """).param("id", job.id().value()).param("kind", job.kind()).param("status", job.status().value())
                .param("queuedBy", queuedBy == null ? null : queuedBy.value()).param("payload", job.payload())
                .param("requestId", job.requestId())
                .param("traceparent", job.traceparent()).param("createdAt", utc(job.createdAt())).update();
    }

    /** Adds those jobs that do not exist yet, and hands them to the scheduler. */
    static <P> void addAll(JdbcClient transaction, String kind, List<JobRequest<P>> asked, Function<P, String> json, Instant now) {
        transaction.sql("""
                WITH added AS (
                    INSERT INTO jobs (id, kind, status, queued_by, payload, traceparent, created_at)
                    SELECT asked.id, :kind, 'queued', users.id, asked.payload::jsonb, asked.traceparent, :now
                      FROM unnest(:ids, :users, :payloads, :traces) AS asked (id, user_id, payload, traceparent)
                      JOIN users ON users.id = asked.user_id
                    ON CONFLICT (id) DO NOTHING
                    RETURNING id)
                INSERT INTO scheduled_tasks (task_name, task_instance, execution_time, picked, version)
                SELECT :kind, id::text, :now, false, 1
                  FROM added
                """).param("kind", kind).param("now", utc(now)).param("ids", array("uuid", asked, job -> job.id().value()))
                .param("users", array("uuid", asked, job -> job.queuedBy().value()))
                .param("payloads", array("text", asked, job -> json.apply(job.payload())))
                .param("traces", array("text", asked, JobRequest::traceparent)).update();
    }

    Optional<Job> find(JobId id) {
        return jdbc.sql("SELECT %s FROM jobs WHERE id = :id".formatted(COLUMNS)).param("id", id.value()).query(JobRepository::job)
                .optional();
    }

    /** Jobs before an id, the newest first; of one status, or of all if null. */
    List<Job> list(@Nullable JobStatus status, @Nullable UUID before, int rows) {
        return jdbc.sql("""
                SELECT %s
                  FROM jobs
                 WHERE true%s%s
                 ORDER BY id DESC
                 LIMIT :rows
                """.formatted(COLUMNS, condition(status), before == null ? "" : " AND id < :before"))
                .param("status", status == null ? null : status.value()).param("before", before).param("rows", rows)
                .query(JobRepository::job).list();
    }

    /** How many such jobs there are, counted up to {@link Total#MOST}. */
    int count(@Nullable JobStatus status) {
        return Total.count(jdbc, "jobs WHERE true" + condition(status)).param("status", status == null ? null : status.value())
                .query(Integer.class).single();
    }

    private static String condition(@Nullable JobStatus status) {
        return status == null ? "" : " AND status = :status";
    }

    /** Begins another attempt. Empty if the job has finished or does not exist. */
    Optional<Job> begin(JobId id) {
        return jdbc.sql("""
                UPDATE jobs
                   SET status = 'running', attempts = attempts + 1
                 WHERE id = :id AND status IN ('queued', 'running')
                RETURNING %s
                """.formatted(COLUMNS)).param("id", id.value()).query(JobRepository::job).optional();
    }

    void progress(Job attempt, int percent) {
        jdbc.sql("UPDATE jobs SET progress = :percent WHERE id = :id AND attempts = :attempts AND status = 'running'")
                .param("percent", percent).param("id", attempt.id().value()).param("attempts", attempt.attempts()).update();
    }

    boolean succeed(Job attempt, @Nullable JobResult result, Instant now) {
        return jdbc.sql("""
                UPDATE jobs
                   SET status = 'succeeded', progress = 100, error = NULL, finished_at = :now, result_type = :type, result_name = :name
                 WHERE id = :id AND attempts = :attempts AND status = 'running'
                """).param("now", utc(now)).param("type", result == null ? null : result.type())
                .param("name", result == null ? null : result.name()).param("id", attempt.id().value())
                .param("attempts", attempt.attempts()).update() == 1;
    }

    boolean fail(Job attempt, String error, Instant now) {
        return jdbc.sql("""
                UPDATE jobs
                   SET status = 'failed', error = :error, finished_at = :now
                 WHERE id = :id AND attempts = :attempts AND status = 'running'
                """).param("error", error).param("now", utc(now)).param("id", attempt.id().value())
                .param("attempts", attempt.attempts()).update() == 1;
    }

    /** Queues the job for another attempt. If the attempt was interrupted by a shutdown, it does not count. */
    boolean again(Job attempt, @Nullable String error, boolean handedBack) {
        return jdbc.sql("""
                UPDATE jobs
                   SET status = 'queued', error = coalesce(:error, error), attempts = :counted
                 WHERE id = :id AND attempts = :attempts AND status = 'running'
                """).param("error", error).param("counted", attempt.attempts() - (handedBack ? 1 : 0))
                .param("id", attempt.id().value()).param("attempts", attempt.attempts()).update() == 1;
    }

    /** Queues a failed job again, with all its attempts. Returns false if it has not failed. */
    boolean retry(JobId id) {
        return jdbc.sql("""
                UPDATE jobs
                   SET status = 'queued', progress = 0, attempts = 0, finished_at = NULL
                 WHERE id = :id AND status = 'failed'
                """).param("id", id.value()).update() == 1;
    }

    /** When the job was queued that has waited longest. */
    Optional<Instant> oldestQueued() {
        return jdbc.sql("SELECT created_at FROM jobs WHERE status = 'queued' ORDER BY id LIMIT 1")
                .query((row, number) -> instant(row, "created_at")).optional();
    }

    /** Jobs that finished before a moment, the oldest first. */
    List<JobId> finishedBefore(Instant moment, int rows) {
        return jdbc.sql("SELECT id FROM jobs WHERE finished_at < :moment ORDER BY finished_at LIMIT :rows").param("moment", utc(moment))
                .param("rows", rows).query((row, number) -> new JobId(row.getObject("id", UUID.class))).list();
    }

    /** Deletes those of the jobs that finished before a moment: one may have been queued again in the meantime. */
    void remove(List<JobId> ids, Instant moment) {
        jdbc.sql("DELETE FROM jobs WHERE id = ANY (:ids) AND finished_at < :moment").param("ids", array("uuid", ids, JobId::value))
                .param("moment", utc(moment)).update();
    }

    private static Job job(ResultSet row, int number) throws SQLException {
        String type = row.getString("result_type");
        UUID queuedBy = row.getObject("queued_by", UUID.class);
        return new Job(new JobId(row.getObject("id", UUID.class)), row.getString("kind"), JobStatus.of(row.getString("status")),
                row.getInt("progress"), queuedBy == null ? null : new UserId(queuedBy), row.getString("payload"),
                row.getInt("attempts"), row.getString("error"), row.getString("request_id"), row.getString("traceparent"),
                instant(row, "created_at"), nullableInstant(row, "finished_at"),
                type == null ? null : new JobResult(type, row.getString("result_name")));
    }
}
