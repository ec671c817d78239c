package dev.tenfold.jobs.job;

import dev.tenfold.jobs.storage.FileStore;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.security.identity.UserId;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestAccounts.Person;
import dev.tenfold.testing.services.TenfoldTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Deletion of old jobs, and the metrics of jobs. */
@TenfoldTest
@Import({TestJob.class, FileJob.class})
@TestPropertySource(properties = {"tenfold.job.retry-pause=4ms", "tenfold.job.outage-pause=4ms", "tenfold.job.outage-max-pause=50ms"})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JobPurgeTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final ApiClient anyone;
    private final Person owner;
    private final JobQueue queue;
    private final FileJob filing;
    private final JobPurge purge;
    private final JobGauges gauges;
    private final Transactions transactions;
    private final FileStore files;
    private final JdbcClient jdbc;

    JobPurgeTest(@LocalServerPort int port, @Autowired JobQueue queue, @Autowired FileJob filing, @Autowired JobPurge purge,
            @Autowired JobGauges gauges, @Autowired Transactions transactions, @Autowired FileStore files, @Autowired JdbcClient jdbc) {
        this.anyone = new ApiClient(port);
        this.owner = new TestAccounts(anyone).newUser();
        this.queue = queue;
        this.filing = filing;
        this.purge = purge;
        this.gauges = gauges;
        this.transactions = transactions;
        this.files = files;
        this.jdbc = jdbc;
    }

    @Test
    void oldJobsAndTheirFilesAreDeletedAndRecentOnesAreNot() {
        JobId old = done();
        JobId young = done();
        age(old, "31 days");
        age(young, "29 days");
        purgeUntilGone(old);
        assertThat(files.open(old.result(1))).isEmpty();
        owner.api().get("/api/v1/jobs/" + old).isProblem(404, "not_found");
        owner.api().get("/api/v1/jobs/" + young + "/result").is(200);
    }

    /** Of a job whose workers died: each attempt may have left a file, and none of them is the job's result. */
    @Test
    void theFilesOfAllAttemptsAreDeleted() throws IOException {
        JobId job = finished("31 days");
        jdbc.sql("UPDATE jobs SET status = 'failed', attempts = 4, result_attempt = 3 WHERE id = :id").param("id", job.value()).update();
        for (int attempt = 1; attempt <= 3; attempt++) {
            files.put(job.result(attempt), out -> out.write(1));
        }
        purgeUntilGone(job);
        IntStream.rangeClosed(1, 3).forEach(attempt -> assertThat(files.open(job.result(attempt))).isEmpty());
    }

    /** Files that a store cannot delete: here folders with something in them. They are the oldest, and more than a purge tries at once. */
    @Test
    void filesThatCannotBeDeletedDoNotStopThePurge() throws IOException {
        List<JobId> stuck = IntStream.range(0, 25).mapToObj(_ -> finished("50 days")).toList();
        JobId other = finished("40 days");
        Path folder = Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir"), "tenfold-files"));
        for (JobId job : stuck) {
            Files.createFile(Files.createDirectory(folder.resolve(job.input().value())).resolve("file"));
        }
        purgeUntilGone(other);
        assertThat(stuck).allMatch(this::exists);
        for (JobId job : stuck) {
            Files.delete(folder.resolve(job.input().value()).resolve("file"));
        }
        stuck.forEach(this::purgeUntilGone);
        assertThat(stuck).noneMatch(job -> Files.exists(folder.resolve(job.input().value())));
    }

    /** One purge need not see every job: it begins where the one before ended. */
    private void purgeUntilGone(JobId job) {
        await().atMost(TIMEOUT).until(() -> {
            purge.purge();
            return !exists(job);
        });
    }

    private boolean exists(JobId job) {
        return jdbc.sql("SELECT EXISTS (SELECT FROM jobs WHERE id = :id)").param("id", job.value()).query(Boolean.class).single();
    }

    private JobId finished(String age) {
        JobId job = JobId.next();
        jdbc.sql("""
                INSERT INTO jobs (id, kind, status, queued_by, payload, created_at, finished_at)
                VALUES (:id, 'none', 'succeeded', :user, '{}', now() - :age::interval, now() - :age::interval)
                """).param("id", job.value()).param("user", UserId.of(owner.id()).value()).param("age", age).update();
        return job;
    }

    @Test
    void metricsCountWaitingAndFinishedJobs() {
        done();
        JobId waiting = JobId.next();
        jdbc.sql(
                "INSERT INTO jobs (id, kind, status, queued_by, payload, created_at) VALUES (:id, 'none', 'queued', :user, '{}', now() - interval '1 hour')")
                .param("id", waiting.value()).param("user", UserId.of(owner.id()).value()).update();
        gauges.refresh();
        String metrics = anyone.get("/actuator/prometheus").is(200).text();
        jdbc.sql("DELETE FROM jobs WHERE id = :id").param("id", waiting.value()).update();
        assertThat(value(metrics, "tenfold_jobs_depth{", "status=\"queued\"")).isGreaterThanOrEqualTo(1);
        assertThat(value(metrics, "tenfold_jobs_duration_seconds_count{", "kind=\"filing\"", "outcome=\"succeeded\""))
                .isGreaterThanOrEqualTo(1);
        assertThat(metrics).contains("tenfold_jobs_oldest_queued_seconds", "tenfold_jobs_depth{application=\"tenfold\",status=\"failed\"}");
    }

    private static double value(String metrics, String... parts) {
        return metrics.lines().filter(line -> List.of(parts).stream().allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))).sum();
    }

    private JobId done() {
        JobId job = transactions.run(() -> queue.add(filing, new FileJob.Payload("notes"), UserId.of(owner.id())));
        await().atMost(TIMEOUT).until(() -> owner.api().get("/api/v1/jobs/" + job).is(200).json().path("status").asString(),
                "succeeded"::equals);
        return job;
    }

    private void age(JobId job, String age) {
        jdbc.sql("UPDATE jobs SET finished_at = now() - :age::interval WHERE id = :id").param("age", age).param("id", job.value()).update();
    }
}
