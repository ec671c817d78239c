package dev.tenfold.jobs.job;

import dev.tenfold.jobs.job.TestJob.FailureType;
import dev.tenfold.jobs.storage.FileStore;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.security.identity.UserId;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestAccounts.Person;
import dev.tenfold.testing.services.TenfoldTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

import static dev.tenfold.testing.client.ApiResponse.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Jobs, from the request to the result. */
@TenfoldTest
@Import({TestJob.class, FileJob.class})
@TestPropertySource(properties = {"tenfold.job.retry-pause=4ms", "tenfold.job.outage-pause=4ms", "tenfold.job.outage-max-pause=50ms"})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JobTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final TestAccounts people;
    private final ApiClient admin;
    private final Person owner;
    private final JobQueue queue;
    private final TestJob testJob;
    private final Transactions transactions;
    private final JdbcClient jdbc;
    private final JobRepository repository;
    private final FailedJobRepository failed;
    private final FileStore files;

    JobTest(@LocalServerPort int port, @Autowired JobQueue queue, @Autowired TestJob testJob, @Autowired Transactions transactions,
            @Autowired JdbcClient jdbc, @Autowired JobRepository repository, @Autowired FailedJobRepository failed,
            @Autowired FileStore files) {
        this.people = new TestAccounts(new ApiClient(port));
        this.admin = people.admin();
        this.owner = people.newUser();
        this.queue = queue;
        this.testJob = testJob;
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.repository = repository;
        this.failed = failed;
        this.files = files;
    }

    @Test
    void aJobRunsOnceAndOnlyItsOwnerAndAdminsSeeIt() {
        String job = queued("simple", 0);
        awaitStatus(job, "succeeded");
        assertThat(testJob.attempts.get("simple")).hasValue(1);
        var body = owner.api().get(job).is(200).json();
        assertThat(body.path("kind").asString()).isEqualTo("chore");
        assertThat(body.path("progress").asInt()).isEqualTo(100);
        assertThat(body.path("error").isNull()).isTrue();
        assertThat(body.path("finished_at").isNull()).isFalse();
        admin.get(job).is(200);
        people.newUser().api().get(job).isProblem(404, "not_found");
        owner.api().get("/api/v1/jobs/" + UUID.randomUUID()).isProblem(404, "not_found");
    }

    @Test
    void aRequestThatIsRolledBackLeavesNoJob() {
        assertThatThrownBy(() -> transactions.run((Runnable) () -> {
            add("undone", 0);
            throw new IllegalStateException("undo it");
        })).hasMessage("undo it");
        awaitStatus(queued("after it", 0), "succeeded");
        assertThat(testJob.attempts).doesNotContainKey("undone");
        assertThat(rows("SELECT count(*) FROM jobs WHERE payload->>'name' = 'undone'")).isZero();
        assertThat(rows("SELECT count(*) FROM scheduled_tasks WHERE task_instance NOT IN (SELECT id::text FROM jobs)")).isZero();
    }

    @Test
    void aJobIsNotQueuedOutsideOfATransaction() {
        assertThatThrownBy(() -> add("loose", 0)).isInstanceOf(IllegalStateException.class).hasMessageContaining("transaction");
    }

    @Test
    void aFailedAttemptIsRetried() {
        String job = queued("third time", 2);
        awaitStatus(job, "succeeded");
        assertThat(testJob.attempts.get("third time")).hasValue(3);
    }

    @Test
    void aJobIsDeadAfterEightAttemptsAndAnAdminCanRunItAgain() {
        String job = queued("hard", 8);
        awaitStatus(job, "failed");
        assertThat(testJob.attempts.get("hard")).hasValue(8);
        var body = owner.api().get(job).is(200).json();
        assertThat(body.path("error").asString()).contains("logged").doesNotContain("must fail");
        assertThat(rows("SELECT count(*) FROM scheduled_tasks WHERE task_instance = '" + id(job) + "'")).isZero();
        assertThat(admin.get("/api/v1/jobs?status=failed").is(200).json().path("data").valueStream().map(row -> row.path("id").asString()))
                .contains(id(job));
        owner.api().post(job + "/retry", "").isProblem(403, "forbidden");
        assertThat(admin.post(job + "/retry", "").is(200).json().path("status").asString()).isEqualTo("queued");
        awaitStatus(job, "succeeded");
        assertThat(testJob.attempts.get("hard")).hasValue(9);
        admin.post(job + "/retry", "").isProblem(409, "not_failed");
    }

    @Test
    void aJobThatCannotSucceedIsDeadAtOnce() {
        String job = queued(new TestJob.Payload("refused", 100, FailureType.PERMANENT));
        awaitStatus(job, "failed");
        assertThat(testJob.attempts.get("refused")).hasValue(1);
        assertThat(owner.api().get(job).is(200).json().path("error").asString()).isEqualTo("The tea pot refused the tea");
    }

    @Test
    void aJobWaitsForAnotherServiceLongerThanForEightAttempts() {
        String job = queued(new TestJob.Payload("patient", 20, FailureType.OUTAGE));
        awaitStatus(job, "succeeded");
        assertThat(testJob.attempts.get("patient")).hasValue(21);
        assertThat(rows("SELECT failures FROM jobs WHERE id = '" + id(job) + "' AND waiting_since IS NULL")).isOne();
    }

    @Test
    void manyFailedJobsAreRetriedAtOnce() {
        List<String> jobs =
                IntStream.range(0, 3).mapToObj(number -> queued(new TestJob.Payload("many " + number, 1, FailureType.PERMANENT)))
                        .toList();
        jobs.forEach(job -> awaitStatus(job, "failed"));
        owner.api().post("/api/v1/jobs/retry", "").isProblem(403, "forbidden");
        admin.post("/api/v1/jobs/retry?kind=Odd!", "").isProblem(400, "invalid_parameter");
        assertThat(admin.post("/api/v1/jobs/retry?kind=no_such_kind", "").is(200).json().path("retried").asInt()).isZero();
        assertThat(admin.post("/api/v1/jobs/retry?kind=chore", "").is(200).json().path("retried").asInt()).isGreaterThanOrEqualTo(3);
        jobs.forEach(job -> awaitStatus(job, "succeeded"));
    }

    @Test
    void aFailedJobThatALaterOneHasDoneDoesNotStopTheOthersFromBeingRetried() {
        String key = UUID.randomUUID().toString();
        UUID done = insert("failed", key);
        insert("succeeded", key);
        String twice = UUID.randomUUID().toString();
        UUID older = insert("failed", twice);
        UUID newer = insert("failed", twice);
        UUID another = insert("failed", null);
        assertThat(admin.post("/api/v1/jobs/retry?kind=chore", "").is(200).json().path("retried").asInt()).isGreaterThanOrEqualTo(2);
        awaitStatus("/api/v1/jobs/" + another, "succeeded");
        awaitStatus("/api/v1/jobs/" + newer, "succeeded");
        admin.post("/api/v1/jobs/retry?kind=chore", "").is(200);
        awaitStatus("/api/v1/jobs/" + done, "failed");
        awaitStatus("/api/v1/jobs/" + older, "failed");
    }

    private UUID insert(String status, @Nullable String key) {
        return jdbc.sql("""
                INSERT INTO jobs (id, kind, status, queued_by, payload, unique_key, created_at, finished_at)
                VALUES (uuidv7(), 'chore', :status, :user, jsonb_build_object('name', uuidv7()::text, 'failures', 0), :key, now(), now())
                RETURNING id
                """).param("status", status).param("user", UUID.fromString(owner.id())).param("key", key).query(UUID.class).single();
    }

    @Test
    void anAttemptThatIsNoLongerTheCurrentOneWritesNothing() {
        String job = queued("stale", 0);
        awaitStatus(job, "succeeded");
        Job first = repository.find(JobId.of(id(job))).orElseThrow();
        jdbc.sql("UPDATE jobs SET status = 'failed' WHERE id = :id::uuid").param("id", id(job)).update();
        assertThat(failed.retry(first.id())).isTrue();
        Job second = repository.begin(first.id()).orElseThrow();
        assertThat(second.attempts()).as("numbers are never used twice").isEqualTo(first.attempts() + 1);
        assertThat(repository.handBack(second)).isTrue();
        Job third = repository.begin(first.id()).orElseThrow();
        assertThat(third.attempts()).isEqualTo(second.attempts() + 1);
        assertThat(third.failures()).as("an attempt that was handed back does not count").isEqualTo(second.failures());
        for (Job stale : List.of(first, second)) {
            assertThat(repository.succeed(stale, null, Instant.now())).isFalse();
            assertThat(repository.fail(stale, "late", null, Instant.now())).isFalse();
            assertThat(repository.again(stale, "late")).isFalse();
            assertThat(repository.await(stale, "late")).isFalse();
            assertThat(repository.handBack(stale)).isFalse();
            assertThat(repository.storing(stale)).isFalse();
            JobRun run = run(stale);
            assertThatThrownBy(() -> run.progress(1, 2)).isInstanceOf(JobRun.StaleAttempt.class);
            assertThatThrownBy(() -> run.storeResult("text/csv", "late.csv", out -> out.write(1))).isInstanceOf(JobRun.StaleAttempt.class);
        }
        IntStream.rangeClosed(1, third.attempts()).forEach(attempt -> assertThat(files.open(first.id().result(attempt))).isEmpty());
        assertThat(repository.succeed(third, null, Instant.now())).isTrue();
    }

    @Test
    void anAttemptThatIsOvertakenWhileItStoresItsResultDoesNotReplaceTheNewerOne() {
        JobId id = JobId.of(insert("failed", null).toString());
        assertThat(failed.retry(id)).isTrue();
        Job first = repository.begin(id).orElseThrow();
        JobRun late = run(first);
        late.storeResult("text/csv", "late.csv", out -> {
            Job second = repository.begin(id).orElseThrow();
            JobRun newer = run(second);
            newer.storeResult("text/csv", "new.csv", newOut -> newOut.write("new".getBytes(StandardCharsets.UTF_8)));
            assertThat(repository.succeed(second, newer.result(), Instant.now())).isTrue();
            out.write("late".getBytes(StandardCharsets.UTF_8));
        });
        assertThat(repository.succeed(first, late.result(), Instant.now())).isFalse();
        assertThat(owner.api().get("/api/v1/jobs/" + id + "/result").is(200).text()).isEqualTo("new");
    }

    private JobRun run(Job attempt) {
        return new JobRun(attempt, files, done -> repository.progress(attempt, done), () -> repository.storing(attempt));
    }

    @Test
    void jobsAreListedByPages() {
        for (int number = 0; number < 3; number++) {
            awaitStatus(queued("listed " + number, 0), "succeeded");
        }
        var first = admin.get("/api/v1/jobs?status=succeeded&limit=2&include=total").is(200).json();
        assertThat(first.path("total").asInt()).isGreaterThanOrEqualTo(3);
        String cursor = first.path("next_cursor").asString();
        var second = admin.get("/api/v1/jobs?status=succeeded&limit=2&cursor=" + cursor).is(200).json();
        assertThat(second.path("data").get(0).path("id").asString()).isLessThan(first.path("data").get(1).path("id").asString());
        admin.get("/api/v1/jobs?status=failed&limit=2&cursor=" + cursor).isProblem(400, "invalid_cursor");
        admin.get("/api/v1/jobs?status=odd").isProblem(400, "invalid_parameter");
        owner.api().get("/api/v1/jobs").isProblem(403, "forbidden");
    }

    private String queued(String name, int failures) {
        return "/api/v1/jobs/" + transactions.run(() -> add(name, failures));
    }

    private String queued(TestJob.Payload payload) {
        return "/api/v1/jobs/" + transactions.run(() -> queue.add(testJob, payload, UserId.of(owner.id())));
    }

    private JobId add(String name, int failures) {
        return queue.add(testJob, new TestJob.Payload(name, failures), UserId.of(owner.id()));
    }

    private void awaitStatus(String job, String status) {
        await().atMost(TIMEOUT).until(() -> owner.api().get(job).is(200).json().path("status").asString(), status::equals);
    }

    private int rows(String sql) {
        return jdbc.sql(sql).query(Integer.class).single();
    }
}
