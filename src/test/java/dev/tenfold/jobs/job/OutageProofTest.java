package dev.tenfold.jobs.job;

import dev.tenfold.jobs.storage.S3ProxyProcess;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.client.TestUsers.Member;
import dev.tenfold.testing.evidence.Results;
import dev.tenfold.testing.services.NetworkProxy;
import dev.tenfold.testing.services.Proof;
import dev.tenfold.testing.services.SeparateDatabase;
import dev.tenfold.testing.services.Services;
import dev.tenfold.testing.services.TenfoldTest;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static dev.tenfold.testing.services.Proof.FULL;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The mail server and the file store are away, and come back. Here for 20 s, in which a job that only had its eight attempts would die:
 * its pauses are shorter too. {@code -Dtenfold.proof=full}: for ten minutes, with the service's own pauses.
 */
@Proof
@TenfoldTest(properties = {"tenfold.storage.timeout=2s", "tenfold.ordermail.timeout=4s", "tenfold.job.gauge-interval=200ms"})
@DirtiesContext
class OutageProofTest {

    private static final Logger LOG = LoggerFactory.getLogger(OutageProofTest.class);
    private static final Duration OUTAGE = FULL ? Duration.ofMinutes(10) : Duration.ofSeconds(20);
    /** In the full form a job's last pause may be as long as the outage. */
    private static final Duration TIMEOUT = FULL ? Duration.ofMinutes(15) : Duration.ofMinutes(2);
    private static final String BUCKET = "tenfold";
    private static final int ORDERS = 12;

    private static final Services OWN = SeparateDatabase.create();
    private static final MailServerBehindProxy MAIL = new MailServerBehindProxy();
    private static final S3ProxyProcess S3 = s3();
    private static final NetworkProxy S3_NETWORK = new NetworkProxy(S3.address().getPort());

    private final JdbcClient jdbc;
    private final MeterRegistry metrics;
    private final ApiClient admin;
    private final String product;
    private final ApiClient buyer;

    OutageProofTest(@LocalServerPort int port, @Autowired JdbcClient jdbc, @Autowired MeterRegistry metrics) {
        var users = new TestUsers(jdbc);
        this.jdbc = jdbc;
        this.metrics = metrics;
        this.admin = new ApiClient(port).as(users.admin().token());
        Member member = users.user();
        users.verifyEmail(member.id().toString());
        this.buyer = new ApiClient(port).as(member.token());
        this.product = new TestProducts(admin).product(1_000_000);
    }

    @DynamicPropertySource
    static void outside(DynamicPropertyRegistry registry) {
        OWN.addTo(registry);
        MAIL.properties().forEach((name, value) -> registry.add(name, () -> value));
        registry.add("tenfold.storage.bucket", () -> BUCKET);
        registry.add("tenfold.storage.endpoint", () -> URI.create("http://127.0.0.1:" + S3_NETWORK.port()));
        registry.add("tenfold.storage.access-key", () -> S3ProxyProcess.ACCESS_KEY);
        registry.add("tenfold.storage.secret-key", () -> S3ProxyProcess.SECRET_KEY);
        if (!FULL) {
            registry.add("tenfold.job.retry-pause", () -> "50ms");
            registry.add("tenfold.job.outage-pause", () -> "250ms");
            registry.add("tenfold.job.outage-max-pause", () -> "5s");
        }
    }

    private static S3ProxyProcess s3() {
        try {
            Path folder = Files.createTempDirectory("tenfold-s3-");
            var server = new S3ProxyProcess(folder);
            server.createBucket(BUCKET);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterAll
    static void stop() {
        MAIL.close();
        S3_NETWORK.close();
        S3.close();
    }

    @BeforeEach
    void noJobs() {
        awaitLong().until(() -> count("status IN ('queued', 'running')") == 0);
        jdbc.sql("DELETE FROM product_imports").update();
        jdbc.sql("DELETE FROM jobs").update();
    }

    @Test
    void noJobDiesWhileTheMailServerAndTheStoreAreAwayAndAllSucceedAfterwards() {
        String imported = upload().is(202).location();
        MAIL.stop();
        S3_NETWORK.cut();
        List<String> orders = orders();
        orders.forEach(order -> buyer.post(order + "/invoice", "").is(202));
        admin.post("/api/v1/reports/orders", "{\"from\": \"2026-03-01T00:00:00Z\", \"to\": \"2026-03-02T00:00:00Z\"}").is(202);
        long end = System.nanoTime() + OUTAGE.toNanos();
        awaitLong().until(() -> count("kind = 'mail' AND waiting_since IS NOT NULL") == ORDERS);
        awaitLong().until(() -> count("kind = 'invoice' AND waiting_since IS NOT NULL") > 0);
        awaitLong().until(() -> metrics.get("tenfold.jobs.waiting").gauge().value() > ORDERS);
        upload().isProblem(503, "dependency_unavailable");
        while (System.nanoTime() < end) {
            assertThat(count("status = 'failed'")).isZero();
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
        awaitLong().until(() -> count("kind = 'mail' AND attempts > 8") > 0); // more attempts than a job that fails by itself
        MAIL.start();
        S3_NETWORK.repair();
        long back = System.nanoTime();
        awaitLong().until(() -> count("status = 'succeeded'") == 2 * ORDERS + 2);
        assertThat(MAIL.received()).hasSize(ORDERS);
        assertThat(count("waiting_since IS NOT NULL OR status = 'failed'")).isZero();
        admin.get(imported + "/result").is(200);
        long seconds = Duration.ofNanos(System.nanoTime() - back).toSeconds();
        int attempts = jdbc.sql("SELECT max(attempts) FROM jobs").query(Integer.class).single();
        LOG.info("Away for {} s, all {} jobs had succeeded {} s later, after up to {} attempts", OUTAGE.toSeconds(), 2 * ORDERS + 2,
                seconds,
                attempts);
        Results.write("job-outage", OutageProofTest.class,
                Map.of("seconds away", OUTAGE.toSeconds(), "jobs", 2 * ORDERS + 2, "jobs that failed", 0,
                        "seconds until all had succeeded", seconds, "attempts of a job, at most", attempts));
    }

    @Test
    void aMailServerThatHangsDelaysNoOtherKindOfJob() {
        MAIL.cut();
        try {
            List<String> orders = orders();
            awaitLong().until(() -> count("kind = 'mail' AND status = 'running'") == 4);
            orders.forEach(order -> buyer.post(order + "/invoice", "").is(202));
            awaitLong().until(() -> count("kind = 'invoice' AND status = 'succeeded'") == ORDERS);
            assertThat(count("kind = 'mail' AND status = 'succeeded'")).isZero();
        } finally {
            MAIL.repair();
        }
        awaitLong().until(() -> count("kind = 'mail' AND status = 'succeeded'") == ORDERS);
    }

    @Test
    void aStoreThatHangsDelaysNoMail() {
        S3_NETWORK.cut();
        try {
            List<String> orders = orders();
            orders.forEach(order -> buyer.post(order + "/invoice", "").is(202));
            awaitLong().until(() -> count("kind = 'mail' AND status = 'succeeded'") == ORDERS);
            assertThat(count("kind = 'invoice' AND status = 'succeeded'")).isZero();
        } finally {
            S3_NETWORK.repair();
        }
        awaitLong().until(() -> count("kind = 'invoice' AND status = 'succeeded'") == ORDERS);
    }

    private ApiResponse upload() {
        String file = IntStream.range(0, 50).mapToObj(i -> "SKU-%s,Tea,tea,1,USD%n".formatted(UUID.randomUUID()))
                .collect(Collectors.joining("", "sku,name,category,price_amount,price_currency\n", ""));
        return admin.impatient().with("Content-Type", "text/csv").post("/api/v1/products/import", file);
    }

    /** New orders, which are paid: others get no invoice. */
    private List<String> orders() {
        List<String> orders = Stream.generate(() -> buyer.newKey().post("/api/v1/orders", TestProducts.cart(product, 1)).is(201).location())
                .limit(ORDERS).toList();
        orders.forEach(order -> admin.newKey().post(order + "/pay", "{\"payment_reference\": \"pi\"}").is(200));
        return orders;
    }

    private int count(String condition) {
        return jdbc.sql("SELECT count(*) FROM jobs WHERE " + condition).query(Integer.class).single();
    }

    /** The threads of the mail server end with exceptions when their connections are cut. */
    private static ConditionFactory awaitLong() {
        return Awaitility.await().dontCatchUncaughtExceptions().atMost(TIMEOUT);
    }
}
