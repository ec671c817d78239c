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
            "id, kind, status, progress, queued_by, payload, attempts, failures, waiting_since, error, request_id, traceparent, created_at, "
                    + "finished_at, result_attempt, result_type, result_name";

    private final JdbcClient jdbc;

    JobRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param key what the job is the only one of its kind for, or null */
    void add(Job job, @Nullable String key) {
        UserId queuedBy = job.queuedBy();
        jdbc.sql("""
                INSERT INTO jobs (id, kind, status, queued_by, payload, unique_key, request_id, traceparent, created_at)
                VALUES (:id, :kind, :status, :queuedBy, :payload::jsonb, :key, :requestId, :traceparent, :createdAt)
                """).param("id", job.id().value()).param("kind", job.kind()).param("status", job.status().value())
                .param("queuedBy", queuedBy == null ? null : queuedBy.value()).param("payload", job.payload())
                .param("key", key).param("requestId", job.requestId()).param("traceparent", job.traceparent())
                .param("createdAt", utc(job.createdAt())).update();
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
                SELECT :kind, id::text, statement_timestamp(), false, 1
                  FROM added
                """).param("kind", kind).param("now", utc(now)).param("ids", array("uuid", asked, job -> job.id().value()))
                .param("users", array("uuid", asked, job -> job.queuedBy().value()))
                .param("payloads", array("text", asked, job -> json.apply(job.payload())))
                .param("traces", array("text", asked, JobRequest::traceparent)).update();
    }

    /** Hands a job to the scheduler. It is due at once, by the database's clock. */
    void schedule(JobId id, String kind) {
        jdbc.sql("""
                INSERT INTO scheduled_tasks (task_name, task_instance, execution_time, picked, version)
                VALUES (:kind, :id, statement_timestamp(), false, 1)
                ON CONFLICT DO NOTHING
                """).param("kind", kind).param("id", id.toString()).update();
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

    /** Begins another attempt, which counts as a failure until it ends. Empty if the job has finished or does not exist. */
    Optional<Job> begin(JobId id) {
        return jdbc.sql("""
                UPDATE jobs
                   SET status = 'running', attempts = attempts + 1, failures = failures + 1
                 WHERE id = :id AND status IN ('queued', 'running')
                RETURNING %s
                """.formatted(COLUMNS)).param("id", id.value()).query(JobRepository::job).optional();
    }

    /** Returns false if this is no longer the current attempt. */
    boolean progress(Job attempt, int percent) {
        return jdbc.sql("UPDATE jobs SET progress = :percent WHERE id = :id AND attempts = :attempts AND status = 'running'")
                .param("percent", percent).param("id", attempt.id().value()).param("attempts", attempt.attempts()).update() == 1;
    }

    /** Records that an attempt stores a result file, so that the file is deleted with the job. Returns false if this is no longer the current attempt. */
    boolean storing(Job attempt) {
        return jdbc.sql("UPDATE jobs SET result_attempt = attempts WHERE id = :id AND attempts = :attempts AND status = 'running'")
                .param("id", attempt.id().value()).param("attempts", attempt.attempts()).update() == 1;
    }

    boolean succeed(Job attempt, @Nullable JobResult result, Instant now) {
        return jdbc.sql("""
                UPDATE jobs
                   SET status = 'succeeded', progress = 100, error = NULL, waiting_since = NULL, finished_at = :now, result_type = :type, result_name = :name
                 WHERE id = :id AND attempts = :attempts AND status = 'running'
                """).param("now", utc(now)).param("type", result == null ? null : result.type())
                .param("name", result == null ? null : result.name()).param("id", attempt.id().value())
                .param("attempts", attempt.attempts()).update() == 1;
    }

    /** @param result a file that the job stored before it failed; null if it stored none */
    boolean fail(Job attempt, String error, @Nullable JobResult result, Instant now) {
        return jdbc.sql("""
                UPDATE jobs
                   SET status = 'failed', error = :error, waiting_since = NULL, finished_at = :now, result_type = :type, result_name = :name
                 WHERE id = :id AND attempts = :attempts AND status = 'running'
                """).param("error", error).param("type", result == null ? null : result.type())
                .param("name", result == null ? null : result.name()).param("now", utc(now)).param("id", attempt.id().value())
                .param("attempts", attempt.attempts()).update() == 1;
    }

    /** Queues the job for another attempt, after one that failed. */
    boolean again(Job attempt, String error) {
        return requeue("error = :error, waiting_since = NULL", attempt, error);
    }

    /** Queues the job for another attempt, after one that found another service unavailable. It does not count as a failure. */
    boolean await(Job attempt, String error) {
        return requeue("error = :error, failures = failures - 1, waiting_since = coalesce(waiting_since, statement_timestamp())", attempt,
                error);
    }

    /** Queues the job for another attempt, after one that a shutdown interrupted. It does not count as a failure. */
    boolean handBack(Job attempt) {
        return requeue("failures = failures - 1", attempt, null);
    }

    private boolean requeue(String changes, Job attempt, @Nullable String error) {
        return jdbc.sql("""
                UPDATE jobs
                   SET status = 'queued', %s
                 WHERE id = :id AND attempts = :attempts AND status = 'running'
                """.formatted(changes)).param("error", error).param("id", attempt.id().value()).param("attempts", attempt.attempts())
                .update() == 1;
    }

    private static Job job(ResultSet row, int number) throws SQLException {
        JobId id = new JobId(row.getObject("id", UUID.class));
        UUID queuedBy = row.getObject("queued_by", UUID.class);
        return new Job(id, row.getString("kind"), JobStatus.of(row.getString("status")),
                row.getInt("progress"), queuedBy == null ? null : new UserId(queuedBy), row.getString("payload"),
                row.getInt("attempts"), row.getInt("failures"), nullableInstant(row, "waiting_since"), row.getString("error"),
                row.getString("request_id"), row.getString("traceparent"),
                instant(row, "created_at"), nullableInstant(row, "finished_at"),
                result(id, row));
    }

    /** The file of the last attempt. If that was one of the release before, which does not record it, the file has the name of the first. */
    private static @Nullable JobResult result(JobId id, ResultSet row) throws SQLException {
        String type = row.getString("result_type");
        int attempt = row.getInt("result_attempt");
        return type == null ? null
                : new JobResult(id.result(attempt == row.getInt("attempts") ? attempt : 1), type, row.getString("result_name"));
    }
}
