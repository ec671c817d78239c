package dev.tenfold.jobs.job;

import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.security.identity.UserId;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.services.Instance;
import dev.tenfold.testing.services.Proof;
import dev.tenfold.testing.services.Services;
import dev.tenfold.testing.services.TenfoldTest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.awaitility.Awaitility.await;

/** A worker that dies or shuts down in the middle of a job. This process only queues jobs. */
@Proof
@TenfoldTest(properties = "tenfold.roles=api")
@Import(HangingJob.class)
class WorkerLossTest {

    private static final Duration PICKED_UP_WITHIN = Duration.ofSeconds(60);
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(60);

    private final TestAccounts people;
    private final JobQueue queue;
    private final HangingJob kind;
    private final Transactions transactions;
    private final JdbcClient jdbc;

    WorkerLossTest(@LocalServerPort int port, @Autowired JobQueue queue, @Autowired HangingJob kind, @Autowired Transactions transactions,
            @Autowired JdbcClient jdbc) {
        this.people = new TestAccounts(new ApiClient(port));
        this.queue = queue;
        this.kind = kind;
        this.transactions = transactions;
        this.jdbc = jdbc;
    }

    @Test
    void anotherWorkerTakesOverFromOneThatWasKilledAndFromOneThatStops() {
        var owner = UserId.of(people.newUser().id());
        try (Instance first = worker(true).awaitReady()) {
            JobId killed = transactions.run(() -> queue.add(kind, new HangingJob.Payload("killed"), owner));
            awaitStatus(killed, "running", PICKED_UP_WITHIN);
            try (Instance second = worker(false).awaitReady()) {
                first.kill();
                awaitStatus(killed, "succeeded", PICKED_UP_WITHIN);
                second.kill();
            }
            first.start();
            first.awaitReady();
            JobId handedBack = transactions.run(() -> queue.add(kind, new HangingJob.Payload("handed back"), owner));
            awaitStatus(handedBack, "running", PICKED_UP_WITHIN);
            first.stop();
            first.awaitEnd(STOPPED_WITHIN);
            awaitStatus(handedBack, "queued", STOPPED_WITHIN);
        }
    }

    private static Instance worker(boolean hangs) {
        Map<String, Object> settings =
                new HashMap<>(Map.of("tenfold.roles", "worker", "test.hangs", hangs, "tenfold.job.shutdown-grace", "1s"));
        settings.put("spring.main.sources",
                List.of("dev.tenfold.testing.services.ParentProcessWatch", "dev.tenfold.testing.demo.NotTestClasses",
                        HangingJob.class.getName()));
        return Instance.launch(Services.shared(), settings);
    }

    private void awaitStatus(JobId job, String status, Duration within) {
        await().atMost(within).until(() -> jdbc.sql("SELECT status FROM jobs WHERE id = :id").param("id", job.value())
                .query(String.class).single(), status::equals);
    }
}
