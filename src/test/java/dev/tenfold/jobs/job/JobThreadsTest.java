package dev.tenfold.jobs.job;

import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.security.identity.UserId;
import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.services.SeparateDatabase;
import dev.tenfold.testing.services.Services;
import dev.tenfold.testing.services.TenfoldTest;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Each kind of job has threads of its own. */
@TenfoldTest(properties = {"test.hangs=true", "tenfold.job.shutdown-grace=0s"})
@Import({TestJob.class, HangingJob.class})
@DirtiesContext
class JobThreadsTest {

    private static final Services OWN = SeparateDatabase.create();
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int THREADS = 4; // the default
    private static final int JOBS = 200;

    private final UserId owner;
    private final JobQueue queue;
    private final TestJob working;
    private final HangingJob hanging;
    private final Transactions transactions;
    private final JdbcClient jdbc;

    JobThreadsTest(@Autowired JobQueue queue, @Autowired TestJob working, @Autowired HangingJob hanging,
            @Autowired Transactions transactions, @Autowired JdbcClient jdbc) {
        this.owner = new UserId(new TestUsers(jdbc).user().id());
        this.queue = queue;
        this.working = working;
        this.hanging = hanging;
        this.transactions = transactions;
        this.jdbc = jdbc;
    }

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) {
        OWN.addTo(registry);
    }

    @Test
    void aKindWhoseJobsHangDoesNotTakeTheThreadsOfAnother() {
        transactions.run(() -> IntStream.range(0, 50).forEach(number -> queue.add(hanging, new HangingJob.Payload("n" + number), owner)));
        await().atMost(TIMEOUT).until(() -> count("hanging", "running") == THREADS);
        List<JobId> jobs = transactions.run(() -> IntStream.range(0, JOBS)
                .mapToObj(number -> queue.add(working, new TestJob.Payload("works " + number, 0), owner)).toList());
        await().atMost(TIMEOUT).until(() -> count("chore", "succeeded") == jobs.size());
        assertThat(count("hanging", "running")).isEqualTo(THREADS);
        assertThat(count("hanging", "queued")).isEqualTo(50 - THREADS);
    }

    private int count(String kind, String status) {
        return jdbc.sql("SELECT count(*) FROM jobs WHERE kind = :kind AND status = :status").param("kind", kind).param("status", status)
                .query(Integer.class).single();
    }
}
