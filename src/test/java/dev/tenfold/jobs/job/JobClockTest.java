package dev.tenfold.jobs.job;

import dev.tenfold.platform.jdbc.DatabaseClock;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.security.identity.UserId;
import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.services.FastClock;
import dev.tenfold.testing.services.SeparateDatabase;
import dev.tenfold.testing.services.Services;
import dev.tenfold.testing.services.TenfoldTest;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A worker whose clock is ahead of the others'. */
@TenfoldTest(properties = "tenfold.order.expiry-interval=200ms")
@Import({TestJob.class, FastClock.class})
@DirtiesContext
class JobClockTest {

    private static final Services OWN = SeparateDatabase.create();

    private final JdbcClient jdbc;
    private final JobQueue queue;
    private final TestJob kind;
    private final Transactions transactions;
    private final DatabaseClock clock;
    private final UUID owner;

    JobClockTest(@Autowired JdbcClient jdbc, @Autowired JobQueue queue, @Autowired TestJob kind, @Autowired Transactions transactions,
            @Autowired DatabaseClock clock) {
        this.jdbc = jdbc;
        this.queue = queue;
        this.kind = kind;
        this.transactions = transactions;
        this.clock = clock;
        this.owner = new TestUsers(jdbc).user().id();
    }

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) {
        OWN.addTo(registry);
    }

    @Test
    void itTakesNoJobFromAWorkerThatIsAliveAndNoneBeforeItIsDue() {
        JobId ofAnother = insert("of another worker", "0 s", true);
        JobId later = insert("in an hour", "35 minutes", false);
        long end = System.nanoTime() + Duration.ofSeconds(6).toNanos(); // dead workers are looked for every 2 s
        while (System.nanoTime() < end) {
            JobId now = transactions.run(() -> queue.add(kind, new TestJob.Payload("now", 0), new UserId(owner)));
            await().until(() -> {
                heartbeat(ofAnother);
                return status(now).equals("succeeded");
            });
        }
        assertThat(kind.attempts).containsOnlyKeys("now");
        assertThat(status(ofAnother)).isEqualTo("running");
        assertThat(status(later)).isEqualTo("queued");
    }

    @Test
    void itsHeartbeatsAreOfTheDatabasesTime() {
        Instant before = databaseTime();
        Instant read = clock.instant();
        assertThat(read).isBetween(before.minusMillis(600), databaseTime().plusMillis(600));
        assertThat(clock.instant()).isBefore(Instant.now().plus(FastClock.AHEAD.dividedBy(2)));
    }

    private Instant databaseTime() {
        return jdbc.sql("SELECT clock_timestamp()").query(OffsetDateTime.class).single().toInstant();
    }

    @Test
    void itExpiresNoOrderBeforeItsTime() {
        UUID young = order("20 minutes");
        UUID old = order("31 minutes");
        await().until(() -> orderStatus(old).equals("expired"));
        assertThat(orderStatus(young)).isEqualTo("pending");
    }

    private UUID order(String age) {
        return jdbc.sql("""
                INSERT INTO orders (id, user_id, status, total_amount, currency, created_at, updated_at)
                VALUES (uuidv7(), :user, 'pending', 1, 'USD', now() - :age::interval, now())
                RETURNING id
                """).param("user", owner).param("age", age).query(UUID.class).single();
    }

    private String orderStatus(UUID order) {
        return jdbc.sql("SELECT status FROM orders WHERE id = :id").param("id", order).query(String.class).single();
    }

    private JobId insert(String name, String due, boolean picked) {
        JobId id = JobId.next();
        jdbc.sql("""
                INSERT INTO jobs (id, kind, status, queued_by, payload, attempts, created_at)
                VALUES (:id, 'chore', :status, :user, jsonb_build_object('name', :name::text, 'failures', 0), :attempts, now())
                """).param("id", id.value()).param("status", picked ? "running" : "queued").param("user", owner).param("name", name)
                .param("attempts", picked ? 1 : 0).update();
        jdbc.sql("""
                INSERT INTO scheduled_tasks (task_name, task_instance, execution_time, picked, picked_by, last_heartbeat, version)
                VALUES ('chore', :id, now() + :due::interval, :picked, 'another', now(), 2)
                """).param("id", id.toString()).param("due", due).param("picked", picked).update();
        return id;
    }

    private void heartbeat(JobId job) {
        jdbc.sql("UPDATE scheduled_tasks SET last_heartbeat = now() WHERE task_instance = :id AND picked_by = 'another'")
                .param("id", job.toString()).update();
    }

    private String status(JobId job) {
        return jdbc.sql("SELECT status FROM jobs WHERE id = :id").param("id", job.value()).query(String.class).single();
    }
}
