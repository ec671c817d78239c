package dev.tenfold.messaging.outbox;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.services.Proof;
import dev.tenfold.testing.services.SeparateDatabase;
import dev.tenfold.testing.services.Services;
import dev.tenfold.testing.services.TenfoldTest;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The rows of a year, in each table that grows, while one shard of the outbox is stuck with 2,000 events. The purges of all tables run
 * beside it, with their own schedules. {@code -Dtenfold.proof=full}: a million rows in each table. {@code LedgerProofTest} has the history
 * of stock, {@code TokenPurgeProofTest} more refresh tokens.
 */
@Proof
@TenfoldTest(properties = {"tenfold.outbox.stream=year", "tenfold.outbox.purge-interval=200ms", "tenfold.idempotency.purge-interval=200ms",
    "tenfold.payment.purge-interval=200ms", "tenfold.account.purge-interval=200ms", "tenfold.audit.purge-interval=200ms",
    "tenfold.auth.purge-interval=200ms", "tenfold.webhook.delivery.purge-interval=200ms", "tenfold.job.purge-interval=200ms",
    "tenfold.inventory.check-interval=200ms"})
@DirtiesContext
class YearProofTest {

    private static final Logger LOG = LoggerFactory.getLogger(YearProofTest.class);
    private static final Services OWN = SeparateDatabase.create();
    private static final int ROWS = Proof.FULL ? 1_000_000 : 20_000;
    private static final int YOUNG = 10;
    private static final int STUCK = 2_000;
    private static final Duration TIMEOUT = Duration.ofMinutes(Proof.FULL ? 30 : 4);
    private static final UUID STUCK_AGGREGATE = new UUID(7, 7);
    private static final String STUCK_SHARD = "7";
    private static final UUID OTHER_AGGREGATE = new UUID(8, 8);
    /** The tokens by which a newer relay keeps an older one from a shard: with one of the far future, no relay can publish. */
    private static final String FENCING_TOKENS = "{year}:turns";

    /** Tables that grow with the shop, and whose rows are kept. */
    private static final Set<String> KEPT = Set.of("users", "products", "inventory", "orders", "order_lines", "stock_movements",
            "ledger_balances", "invoices");
    /** Tables with few rows: one, one for each shard, or one for each of a limited number of webhooks. */
    private static final Set<String> SMALL =
            Set.of("invoice_numbers", "unshared_writes", "inventory_checks", "relay_shards", "cache_generation", "webhooks",
                    "webhook_secrets", "flyway_schema_history");
    /** Tables whose rows go with the work that they stand for, or with their job. */
    private static final Set<String> WORK = Set.of("scheduled_tasks", "cache_invalidations", "product_imports");

    /** How old and young rows are added to each table with a purge: {@code :age} is their age, {@code :rows} how many. */
    private static final Map<String, String> PURGED = new TreeMap<>(Map.of(
            "outbox", """
                    INSERT INTO outbox (id, type, aggregate_id, data, occurred_at, told_at)
                    SELECT uuidv7(), 'test.happened', uuidv7(), '{}', now() - :age::interval, now() FROM generate_series(1, :rows)""",
            "idempotency_keys", """
                    INSERT INTO idempotency_keys (user_id, key, fingerprint, status, created_at, expires_at)
                    SELECT (SELECT min(id::text)::uuid FROM users), gen_random_uuid()::text, sha256('x'), 200, now() - :age::interval,
                           now() - :age::interval + interval '1 day'
                      FROM generate_series(1, :rows)""",
            "payment_events", """
                    INSERT INTO payment_events (id, fingerprint, status, received_at)
                    SELECT gen_random_uuid()::text, sha256('x'), 204, now() - :age::interval FROM generate_series(1, :rows)""",
            "account_mails", """
                    INSERT INTO account_mails (id, kind, email_key, created_at)
                    SELECT uuidv7(), 'password_reset', 'a@b.test', now() - :age::interval FROM generate_series(1, :rows)""",
            "audit_events", """
                    INSERT INTO audit_events (id, kind, outcome, count, created_at)
                    SELECT uuidv7(-(:age::interval)), 'sign_in', 'succeeded', 1, now() - :age::interval FROM generate_series(1, :rows)""",
            "token_families", """
                    INSERT INTO token_families (id, user_id, token_epoch, created_at)
                    SELECT uuidv7(), (SELECT min(id::text)::uuid FROM users), 1, now() - :age::interval FROM generate_series(1, :rows)""",
            "refresh_tokens", """
                    INSERT INTO refresh_tokens (token_hash, family_id, created_at, expires_at)
                    SELECT sha256(id::text::bytea), id, created_at, created_at + interval '30 days'
                      FROM token_families
                     WHERE created_at <= now() - :age::interval
                     ORDER BY created_at DESC LIMIT :rows""",
            "webhook_deliveries", """
                    INSERT INTO webhook_deliveries (id, webhook_id, event_id, event_type, body, status, created_at, finished_at)
                    SELECT uuidv7(-(:age::interval)), (SELECT min(id::text)::uuid FROM webhooks), uuidv7(), 'test.happened', '{}', 'succeeded',
                           now() - :age::interval, now() - :age::interval
                      FROM generate_series(1, :rows)""",
            "jobs", """
                    INSERT INTO jobs (id, kind, status, payload, created_at, finished_at)
                    SELECT uuidv7(-(:age::interval)), 'mail', 'succeeded', '{}', now() - :age::interval, now() - :age::interval
                      FROM generate_series(1, :rows)"""));

    private final JdbcClient jdbc;
    private final JdbcClient withoutLimits = OWN.postgres().client();
    private final MeterRegistry metrics;
    private final ApiClient admin;

    YearProofTest(@LocalServerPort int port, @Autowired JdbcClient jdbc, @Autowired MeterRegistry metrics) {
        this.jdbc = jdbc;
        this.metrics = metrics;
        this.admin = new ApiClient(port).as(new TestUsers(jdbc).admin().token());
    }

    @DynamicPropertySource
    static void own(DynamicPropertyRegistry registry) {
        OWN.addTo(registry);
    }

    /** A new table must be named here, so that nobody forgets its purge. */
    @Test
    void eachTableIsKeptOrSmallOrHasAPurge() {
        Set<String> tables =
                new TreeSet<>(jdbc.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").query(String.class).list());
        Set<String> known = new TreeSet<>(PURGED.keySet());
        List.of(KEPT, SMALL, WORK).forEach(known::addAll);
        assertThat(tables).isEqualTo(known);
    }

    @Test
    void everyPurgeAdvancesBesideAStuckShardAndDriftIsFound() {
        admin.post("/api/v1/webhooks", "{\"url\": \"https://shop.invalid/\", \"events\": [\"nothing.at.all\"]}").is(201);
        RedisClient client = RedisClient.create(OWN.redis().uri());
        try (var redis = client.connect(); var reader = new StreamReader(OWN.redis().uri(), "{year}")) {
            redis.sync().hset(FENCING_TOKENS, STUCK_SHARD, "9e15");
            event(STUCK_AGGREGATE, STUCK, "1 year");
            long start = System.nanoTime();
            fill();
            LOG.info("Added {} rows to {} tables in {} s", ROWS, PURGED.size(), Duration.ofNanos(System.nanoTime() - start).toSeconds());
            String product = new TestProducts(admin).product(5); // its events are young: positions rise with time
            event(OTHER_AGGREGATE, STUCK, "1 hour");
            jdbc.sql("UPDATE inventory SET on_hand = on_hand + 1 WHERE product_id = :id::uuid").param("id", product).update();

            await().atMost(TIMEOUT).until(() -> old().isEmpty());
            LOG.info("All old rows were deleted after {} s", Duration.ofNanos(System.nanoTime() - start).toSeconds());
            await().atMost(TIMEOUT).until(() -> pending(OTHER_AGGREGATE) == 0); // the relay goes on with other shards
            await().atMost(TIMEOUT).until(() -> metrics.get("tenfold.inventory.drift.products").gauge().value() == 1);
            assertThat(pending(STUCK_AGGREGATE)).as("events that are not published are not deleted, however old").isEqualTo(STUCK);
            assertThat(reader.of(STUCK_AGGREGATE)).isEmpty();
            PURGED.keySet().forEach(table -> assertThat(count(table)).as("young rows of %s", table).isGreaterThanOrEqualTo(YOUNG));

            release(redis);
            await().atMost(TIMEOUT).until(() -> pending(STUCK_AGGREGATE) == 0);
            assertThat(reader.of(STUCK_AGGREGATE)).extracting(event -> event.path("data").path("count").asInt())
                    .hasSize(STUCK).isSorted().doesNotHaveDuplicates();
            await().atMost(TIMEOUT)
                    .until(() -> jdbc.sql("SELECT count(*) FROM outbox WHERE aggregate_id = :id").param("id", STUCK_AGGREGATE)
                            .query(Integer.class).single() == 0);
        } finally {
            client.shutdown();
        }
    }

    private static void release(StatefulRedisConnection<String, String> redis) {
        redis.sync().hdel(FENCING_TOKENS, STUCK_SHARD);
    }

    private void fill() {
        fill(ROWS, "2 years"); // first, because positions and ids rise with time
        fill(YOUNG, "1 minute");
    }

    private void fill(int rows, String age) {
        add("token_families", rows, age); // refresh_tokens needs them
        PURGED.keySet().stream().filter(table -> !table.equals("token_families")).forEach(table -> add(table, rows, age));
    }

    private void add(String table, int rows, String age) {
        withoutLimits.sql(PURGED.get(table)).param("rows", rows).param("age", age).update();
    }

    private void event(UUID aggregate, int events, String age) {
        withoutLimits.sql("""
                INSERT INTO outbox (id, type, aggregate_id, data, occurred_at)
                SELECT uuidv7(), 'test.happened', :aggregate, '{"count": ' || number || '}', now() - :age::interval
                  FROM generate_series(1, :events) AS number
                """).param("aggregate", aggregate).param("events", events).param("age", age).update();
    }

    private int pending(UUID aggregate) {
        return jdbc.sql("SELECT count(*) FROM outbox WHERE aggregate_id = :id AND told_at IS NULL").param("id", aggregate)
                .query(Integer.class).single();
    }

    /** The tables that still have rows of two years ago. */
    private List<String> old() {
        return PURGED.keySet().stream().filter(table -> {
            String time = switch (table) {
                case "outbox" -> "told_at IS NOT NULL AND occurred_at";
                case "payment_events" -> "received_at";
                default -> "created_at";
            };
            return withoutLimits.sql("SELECT EXISTS (SELECT FROM %s WHERE %s < now() - interval '700 days')".formatted(table, time))
                    .query(Boolean.class).single();
        }).toList();
    }

    private int count(String table) {
        return withoutLimits.sql("SELECT count(*) FROM " + table).query(Integer.class).single();
    }
}
