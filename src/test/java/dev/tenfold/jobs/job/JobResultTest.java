package dev.tenfold.jobs.job;

import dev.tenfold.jobs.storage.FileStore;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.security.identity.UserId;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestAccounts.Person;
import dev.tenfold.testing.services.TenfoldTest;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The result files of jobs. */
@TenfoldTest
@Import({TestJob.class, FileJob.class})
@TestPropertySource(properties = "tenfold.job.retry-pause=4ms")
class JobResultTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final TestAccounts people;
    private final Person owner;
    private final JobQueue queue;
    private final FileJob filing;
    private final Transactions transactions;
    private final FileStore files;
    private final JdbcClient jdbc;

    JobResultTest(@LocalServerPort int port, @Autowired JobQueue queue, @Autowired FileJob filing, @Autowired Transactions transactions,
            @Autowired FileStore files, @Autowired JdbcClient jdbc) {
        this.people = new TestAccounts(new ApiClient(port));
        this.owner = people.newUser();
        this.queue = queue;
        this.filing = filing;
        this.transactions = transactions;
        this.files = files;
        this.jdbc = jdbc;
    }

    /** It gives the files of all attempts one name, and does not record the attempt. */
    @Test
    void theFileOfAJobThatAnEarlierReleaseRanIsFound() throws IOException {
        JobId job = JobId.of(ApiResponse.id(done("a,b\n")));
        jdbc.sql("UPDATE jobs SET attempts = 3, result_attempt = NULL WHERE id = :id").param("id", job.value()).update();
        assertThat(owner.api().get("/api/v1/jobs/" + job + "/result").is(200).text()).isEqualTo("a,b\n");
        jdbc.sql("UPDATE jobs SET result_attempt = 2 WHERE id = :id").param("id", job.value()).update();
        files.put(job.result(2), out -> out.write('x')); // of an attempt of this release that did not end
        assertThat(owner.api().get("/api/v1/jobs/" + job + "/result").is(200).text()).isEqualTo("a,b\n");
    }

    @Test
    void onlyTheOwnerAndAdminsGetTheFileOfAJob() {
        String job = done("a,b\n1,2\n");
        String url = owner.api().get(job).is(200).json().path("result_url").asString();
        assertThat(url).isEqualTo(job + "/result");
        var file = owner.api().get(url).is(200);
        assertThat(file.text()).isEqualTo("a,b\n1,2\n");
        assertThat(file.header("Content-Type")).isEqualTo("text/csv");
        assertThat(file.header("Content-Disposition")).isEqualTo("attachment; filename=\"notes.csv\"");
        assertThat(file.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(file.header("Content-Length")).isEqualTo("8");
        assertThat(file.header("Cache-Control")).isEqualTo("private, no-store");
        people.admin().get(url).is(200);
        people.newUser().api().get(url).isProblem(404, "not_found");
    }

    @Test
    void aJobThatMadeNoFileHasNone() {
        String job = done("");
        assertThat(owner.api().get(job).is(200).json().path("result_url").isNull()).isTrue();
        owner.api().get(job + "/result").isProblem(404, "not_found");
    }

    @Test
    void aDeletedResultFileIsNotFound() {
        String job = done("to be lost");
        files.delete(JobId.of(ApiResponse.id(job)).result(1));
        owner.api().get(job + "/result").isProblem(404, "not_found");
    }

    private String done(String text) {
        String job = "/api/v1/jobs/" + transactions.run(() -> queue.add(filing, new FileJob.Payload(text), UserId.of(owner.id())));
        await().atMost(TIMEOUT).until(() -> owner.api().get(job).is(200).json().path("status").asString(), "succeeded"::equals);
        return job;
    }
}
