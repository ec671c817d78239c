package dev.tenfold.jobs.job;

import dev.tenfold.jobs.storage.FileStore;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.security.identity.UserId;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestAccounts.Person;
import dev.tenfold.testing.services.TenfoldTest;
import java.time.Duration;
import java.util.List;
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
        purge.purge();
        assertThat(files.open(old.result())).isEmpty();
        owner.api().get("/api/v1/jobs/" + old).isProblem(404, "not_found");
        owner.api().get("/api/v1/jobs/" + young + "/result").is(200);
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
