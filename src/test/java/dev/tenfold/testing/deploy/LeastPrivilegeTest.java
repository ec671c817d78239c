package dev.tenfold.testing.deploy;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.services.Durability;
import dev.tenfold.testing.services.EmbeddedServices;
import dev.tenfold.testing.services.Instance;
import dev.tenfold.testing.services.Postgres;
import dev.tenfold.testing.services.Proof;
import dev.tenfold.testing.services.Redis;
import dev.tenfold.testing.services.RedisProcess;
import dev.tenfold.testing.services.Services;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The service with the rights that deployments give it: deploy/postgres/roles.sql, deploy/redis/cache.conf and events.conf. */
@Proof
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LeastPrivilegeTest {

    private static final Duration SOON = Duration.ofMinutes(1);
    private static final Duration LONGEST_MIGRATION = Duration.ofMinutes(3);
    private static final String INSUFFICIENT_PRIVILEGE = "42501";
    private static final String OWNER = "tenfold_owner";
    private static final String SERVICE = "tenfold";
    private static final String PASSWORD = "a-secret";

    private final EmbeddedServices servers = EmbeddedServices.start(Durability.DISCARDABLE);
    private final RedisProcess cache = RedisProcess.launch(configuration("cache"));
    private final RedisProcess events = RedisProcess.launch(configuration("events"));
    private final Postgres asService = new Postgres(servers.postgres().address().jdbcUrl(), SERVICE, PASSWORD);

    @BeforeAll
    void setUp() throws SQLException, IOException {
        createRoles(servers.postgres().address());
        var settings = Map.of("tenfold.roles", "migrate", "spring.flyway.user", OWNER, "spring.flyway.password", PASSWORD);
        try (var migration = Instance.launch(new Services(asService, servers.redis().address()), settings)) {
            assertThat(migration.awaitEnd(LONGEST_MIGRATION)).as(migration.log()).isZero();
        }
    }

    @AfterAll
    void close() {
        cache.close();
        events.close();
        servers.close();
    }

    private static String configuration(String name) {
        try {
            return Files.readString(Path.of("deploy/redis", name + ".conf")).replace("@service@", PASSWORD).replace("@admin@ ", "admin ")
                    .replace("user default on >admin", "user default on nopass") // the process is checked without a password
                    .replace(" +client|setinfo", ""); // a command of Redis 7.2, and this is 7.0
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Redis asService(RedisProcess redis) {
        return new Redis(redis.address().uri().replace("redis://", "redis://" + SERVICE + ":" + PASSWORD + "@"));
    }

    private static void createRoles(Postgres database) throws SQLException, IOException {
        try (Connection connection = database.database().getConnection(); var statement = connection.createStatement()) {
            statement.execute("SELECT set_config('roles.owner_password', '%s', false)".formatted(PASSWORD));
            statement.execute("SELECT set_config('roles.service_password', '%s', false)".formatted(PASSWORD));
            statement.execute(Files.readString(Path.of("deploy/postgres/roles.sql")));
        }
    }

    @Test
    void theServiceDoesItsWorkWithTheseRights() {
        events.ask("ACL LOG RESET"); // what the other tests were refused
        Map<String, Object> settings = Map.of("tenfold.redis.events-url", asService(events).uri(), "spring.flyway.enabled", "false",
                "tenfold.ratelimit.enabled", "true", "tenfold.admin.email", TestAccounts.ADMIN_EMAIL, "tenfold.admin.password",
                TestAccounts.PASSWORD, "tenfold.order.expiry-interval", "1s", "tenfold.outbox.purge-interval", "1m");
        try (var service = Instance.launchPatient(new Services(asService, asService(cache)), settings).awaitReady();
                var admin = RedisClient.create(events.address().uri())) {
            ApiClient api = new ApiClient(service.port());
            shop(api);
            RedisCommands<String, String> stream = admin.connect().sync();
            await().atMost(SOON).until(() -> stream.xlen("{tenfold:events}") >= 3);
            await().atMost(SOON).until(() -> { // a bucket that is full again expires after 10 s
                var _ = api.post("/api/v1/auth/token", "{\"email\":\"nobody@tenfold.example\",\"password\":\"not-the-password\"}");
                return !stream.keys("limit:*").isEmpty();
            });
            assertThat(cache.ask("DBSIZE")).doesNotStartWith(":0");
            assertThat(metric(service, "tenfold_redis_up", "cache")).isEqualTo(1);
            assertThat(metric(service, "tenfold_redis_up", "events")).isEqualTo(1);
            await().atMost(SOON).until(() -> metric(service, "tenfold_redis_memory_used_ratio", "events") > 0);
            assertThat(service.log()).doesNotContain("permission denied", "NOPERM", "Working without the Redis");
            assertThat(stream.aclLog()).isEmpty();
        }
    }

    /** Signs in, sells a product, and has an invoice made: caches, limits, events, jobs and files. */
    private static void shop(ApiClient api) {
        ApiClient admin = new TestAccounts(api).admin();
        String product = new TestProducts(admin).product(5);
        for (int i = 0; i < 5; i++) {
            api.get("/api/v1/products/" + product).is(200);
            api.get("/api/v1/products?limit=" + (i + 1)).is(200);
        }
        admin.with("If-Match", "*").patch("/api/v1/products/" + product, "{\"name\": \"Another name\"}").is(200);
        assertThat(api.get("/api/v1/products/" + product).is(200).json().path("name").asString()).isEqualTo("Another name");
        String order = admin.newKey().post("/api/v1/orders", TestProducts.cart(product, 1)).is(201).location();
        admin.newKey().post(order + "/pay", "{\"payment_reference\": \"pi\"}").is(200);
        String job = admin.post(order + "/invoice", "").is(202).location();
        await().atMost(SOON).until(() -> admin.get(job).is(200).json().path("status").asString().equals("succeeded"));
        admin.get(job + "/result").is(200);
    }

    private static double metric(Instance service, String name, String redis) {
        return new ApiClient(service.port()).get("/actuator/prometheus").text().lines()
                .filter(line -> line.startsWith(name + "{") && line.contains("redis=\"" + redis + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))).sum();
    }

    @Test
    void theServiceCannotChangeTheSchema() {
        for (String statement : List.of("DROP TABLE orders", "ALTER TABLE orders ADD COLUMN x int", "CREATE TABLE x (x int)",
                "CREATE TEMPORARY TABLE x (x int)", "CREATE INDEX x ON orders (id)", "CREATE SCHEMA x", "TRUNCATE orders CASCADE",
                "CREATE ROLE x", "DELETE FROM flyway_schema_history", "UPDATE flyway_schema_history SET success = false",
                "ALTER ROLE tenfold_owner PASSWORD 'x'", "SET ROLE tenfold_owner", "COPY orders TO '/tmp/x'")) {
            assertDenied(asService, statement);
        }
        assertThat(asService.client().sql("SELECT count(*) FROM flyway_schema_history").query(Integer.class).single()).isPositive();
    }

    private static void assertDenied(Postgres user, String sql) {
        assertThatThrownBy(() -> {
            try (Connection connection = DriverManager.getConnection(user.jdbcUrl(), user.username(), user.password());
                    var statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }).as(sql).isInstanceOfSatisfying(SQLException.class,
                denied -> assertThat(denied.getSQLState()).as(sql).isEqualTo(INSUFFICIENT_PRIVILEGE));
    }

    /** In releases before, the service's user owned the database and all tables. */
    @Test
    void theDatabaseOfAnOlderReleaseIsMovedToTheNewRoles() throws SQLException, IOException {
        Postgres superuser = servers.postgres().address();
        JdbcClient admin = superuser.client();
        admin.sql("CREATE DATABASE older OWNER tenfold").update();
        String url = superuser.jdbcUrl().replaceFirst("/tenfold(?=\\?|$)", "/older");
        var service = new Postgres(url, SERVICE, PASSWORD);
        var owner = new Postgres(url, OWNER, PASSWORD);
        var everything = new Postgres(url, superuser.username(), superuser.password());
        everything.client().sql("GRANT ALL ON SCHEMA public TO tenfold").update();
        service.flyway().target("15").load().migrate();
        createRoles(everything);
        createRoles(everything); // it can be run again
        assertThat(owner.flyway().load().migrate().success).isTrue();
        owner.client().sql("CREATE TABLE of_a_later_release (id bigint GENERATED ALWAYS AS IDENTITY, x int)").update();
        service.client().sql("INSERT INTO of_a_later_release (x) VALUES (1)").update();
        service.client().sql("DELETE FROM outbox").update();
        assertDenied(service, "DROP TABLE outbox");
        assertDenied(service, "TRUNCATE of_a_later_release");
        assertDenied(service, "DELETE FROM flyway_schema_history");
        assertDenied(service, "UPDATE audit_events SET detail = NULL");
        assertThat(everything.client().sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner <> 'tenfold_owner'")
                .query(Integer.class).single()).isZero();
    }

    @Test
    void theServiceCannotAdministerRedis() {
        for (RedisProcess redis : List.of(cache, events)) {
            for (Consumer<RedisCommands<String, String>> command : List.<Consumer<RedisCommands<String, String>>>of(
                    RedisCommands::flushall, RedisCommands::flushdb, it -> it.configGet("*"), it -> it.configSet("maxmemory", "0"),
                    it -> it.keys("*"), RedisCommands::scan, RedisCommands::aclList, RedisCommands::bgsave,
                    it -> it.dispatch(CommandType.SHUTDOWN, new StatusOutput<>(StringCodec.UTF8)),
                    it -> it.get("another"), it -> it.set("another", "x"), it -> it.publish("another", "x"),
                    it -> it.del("another"),
                    it -> it.eval("return redis.call('KEYS', '*')", ScriptOutputType.MULTI))) {
                assertNotPermitted(redis, command);
            }
        }
        assertNotPermitted(cache, it -> it.xlen("{tenfold:events}"));
        assertNotPermitted(events, it -> it.get("product:{x}:1"));
    }

    /** It has its rate limits and its stream of events in the Redis of the cache. */
    @Test
    void theReleaseBeforeCanRunAgain() {
        try (var client = RedisClient.create(asService(cache).uri()); var connection = client.connect()) {
            RedisCommands<String, String> redis = connection.sync();
            String bucket = "return redis.call('PSETEX', KEYS[1], ARGV[1], ARGV[2])";
            assertThat(redis.<String>eval(bucket, ScriptOutputType.STATUS, new String[]{"limit:{x}"}, "60000", "x")).isEqualTo("OK");
            assertThat(redis.get("limit:{x}")).isEqualTo("x");
            String add = """
                    redis.call('HSET', KEYS[2], '0', '1')
                    redis.call('XADD', KEYS[1], 'MAXLEN', '~', '10', '*', 'event', 'x')
                    return redis.call('HGET', KEYS[2], '0')
                    """;
            String[] keys = {"{tenfold:events}", "{tenfold:events}:turns"};
            assertThat(redis.<String>eval(add, ScriptOutputType.VALUE, keys)).isEqualTo("1");
            redis.del("limit:{x}", keys[0], keys[1]);
        }
    }

    private static void assertNotPermitted(RedisProcess redis, Consumer<RedisCommands<String, String>> command) {
        try (var client = RedisClient.create(asService(redis).uri()); var connection = client.connect()) {
            assertThatThrownBy(() -> command.accept(connection.sync())).isInstanceOf(RedisCommandExecutionException.class)
                    .hasMessageMatching("(?s).*(NOPERM|ACL failure in script|can't run this command|No permissions).*");
        }
    }
}
