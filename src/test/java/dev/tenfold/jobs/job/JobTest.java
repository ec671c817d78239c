package dev.tenfold.jobs.job;

import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.security.identity.UserId;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestAccounts.Person;
import dev.tenfold.testing.services.TenfoldTest;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Jobs, from the request to the result. */
@TenfoldTest
@Import({TestJob.class, FileJob.class})
@TestPropertySource(properties = "tenfold.job.retry-pause=4ms")
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

    JobTest(@LocalServerPort int port, @Autowired JobQueue queue, @Autowired TestJob testJob, @Autowired Transactions transactions,
            @Autowired JdbcClient jdbc) {
        this.people = new TestAccounts(new ApiClient(port));
        this.admin = people.admin();
        this.owner = people.newUser();
        this.queue = queue;
        this.testJob = testJob;
        this.transactions = transactions;
        this.jdbc = jdbc;
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

    private JobId add(String name, int failures) {
        return queue.add(testJob, new TestJob.Payload(name, failures), UserId.of(owner.id()));
    }

    private void awaitStatus(String job, String status) {
        await().atMost(TIMEOUT).until(() -> owner.api().get(job).is(200).json().path("status").asString(), status::equals);
    }

    private int rows(String sql) {
        return jdbc.sql(sql).query(Integer.class).single();
    }

    private static String id(String job) {
        return job.substring(job.lastIndexOf('/') + 1);
    }
}
