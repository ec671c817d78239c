package dev.tenfold.jobs.storage;

import dev.tenfold.messaging.outbound.WebhookReceiver;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.services.Instance;
import dev.tenfold.testing.services.Proof;
import dev.tenfold.testing.services.SeparateDatabase;
import dev.tenfold.testing.services.Services;
import dev.tenfold.testing.services.TestMailServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An instance that only serves requests and a worker, with a bucket, a mail server and a receiver of webhooks. They share no folder. {@code
 * deploy/smoke} does the same with the containers of Compose and a volume.
 */
@Proof
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RolesApartTest {

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String BUCKET = "tenfold";
    private static final int ROWS = 300;

    @TempDir
    private static Path folder;
    private final Services services = SeparateDatabase.create();
    private final TestMailServer mail = new TestMailServer();
    private final WebhookReceiver receiver = WebhookReceiver.start(WebhookReceiver.status(200));
    private S3ProxyProcess bucket;
    private Instance api;
    private Instance worker;

    @BeforeAll
    void start() throws IOException {
        mail.start();
        bucket = new S3ProxyProcess(folder);
        bucket.createBucket(BUCKET);
        api = Instance.launch(services, settings("api"));
        worker = Instance.launch(services, settings("worker"));
        api.awaitReady();
        worker.awaitReady();
    }

    private Map<String, Object> settings(String role) throws IOException {
        Map<String, Object> settings = new HashMap<>(Map.of("tenfold.roles", role, "tenfold.expected-instances", 2,
                "tenfold.storage.bucket", BUCKET, "tenfold.storage.endpoint", bucket.address().toString(), "tenfold.storage.access-key",
                S3ProxyProcess.ACCESS_KEY, "tenfold.storage.secret-key", S3ProxyProcess.SECRET_KEY, "tenfold.storage.folder",
                Files.createDirectory(folder.resolve(role)).toString()));
        settings.putAll(Map.of("tenfold.admin.email", TestAccounts.ADMIN_EMAIL, "tenfold.admin.password", TestAccounts.PASSWORD,
                "tenfold.webhook.secret.key", "a key of this test, long enough", "tenfold.outbound.allowed", "127.0.0.0/8",
                "tenfold.outbound.plain-http", "true", "tenfold.ordermail.from", "tea@tenfold.test"));
        if (role.equals("worker")) {
            settings.putAll(Map.of("spring.mail.host", "127.0.0.1", "spring.mail.port", mail.port()));
        }
        return settings;
    }

    @AfterAll
    void stop() {
        worker.close();
        api.close();
        bucket.close();
        receiver.close();
        mail.close();
    }

    @Test
    void filesMailsAndWebhooksGoFromOneRoleToTheOther() throws IOException {
        var people = new TestAccounts(new ApiClient(api.port()));
        ApiClient admin = people.admin();
        TestAccounts.Person buyer = people.newUser();
        new TestUsers(services.postgres().client()).verifyEmail(buyer.id());
        admin.post("/api/v1/webhooks", "{\"url\": \"" + receiver.url() + "\", \"events\": [\"order.*\"]}").is(201);
        String order = buyer.api().newKey().post("/api/v1/orders", TestProducts.cart(new TestProducts(admin).product(5), 1))
                .is(201).location();
        admin.newKey().post(order + "/pay", "{\"payment_reference\": \"pi\"}").is(200);
        String invoice = buyer.api().post(order + "/invoice", "").is(202).location();
        String imported = admin.with("Content-Type", "text/csv").post("/api/v1/products/import", csv()).is(202).location();
        awaitSuccess(buyer.api(), invoice);
        awaitSuccess(admin, imported);
        assertThat(new String(buyer.api().get(invoice + "/result").is(200).content(), StandardCharsets.ISO_8859_1)).startsWith("%PDF-");
        assertThat(services.postgres().client().sql("SELECT count(*) FROM products WHERE sku LIKE 'APART-%'").query(Integer.class).single())
                .isEqualTo(ROWS);
        await().atMost(SOON).until(() -> receiver.received().stream().anyMatch(webhook -> webhook.body().contains("order.placed")));
        await().atMost(SOON).until(() -> !mail.received(buyer.email()).isEmpty());
        try (var left = Files.walk(folder).filter(file -> file.getFileName().toString().endsWith(".upload"))) {
            assertThat(left).as("temporary files").isEmpty();
        }
    }

    private static String csv() {
        return "sku,name,category,price_amount,price_currency\n" + IntStream.range(0, ROWS)
                .mapToObj(i -> "APART-" + i + ",An imported tea,tea,500,USD").collect(Collectors.joining("\n"));
    }

    private static void awaitSuccess(ApiClient who, String job) {
        await().atMost(SOON).until(() -> who.get(job).is(200).json().path("status").asString(), "succeeded"::equals);
    }
}
