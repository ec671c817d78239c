package dev.tenfold.jobs.storage;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.services.FreePort;
import dev.tenfold.testing.services.Instance;
import dev.tenfold.testing.services.Proof;
import dev.tenfold.testing.services.SeparateDatabase;
import dev.tenfold.testing.services.Services;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

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
    private static final String KEY = "test";
    private static final String SECRET = "secret-of-the-test";
    private static final String BUCKET = "tenfold";
    private static final int ROWS = 300;

    @TempDir
    private static Path folder;
    private final Services services = SeparateDatabase.create();
    private final GreenMail mail = new GreenMail(new ServerSetup(FreePort.find(), "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private final Queue<String> webhooks = new ConcurrentLinkedQueue<>();
    private HttpServer receiver;
    private S3ProxyProcess bucket;
    private Instance api;
    private Instance worker;

    @BeforeAll
    void start() throws IOException {
        mail.start();
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", request -> {
            webhooks.add(new String(request.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            request.sendResponseHeaders(204, -1);
            request.close();
        });
        receiver.start();
        bucket = new S3ProxyProcess(folder, KEY, SECRET);
        try (S3Client operator = S3Client.builder().endpointOverride(bucket.address()).forcePathStyle(true).region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY, SECRET))).build()) {
            operator.createBucket(create -> create.bucket(BUCKET));
        }
        api = Instance.launch(services, settings("api"));
        worker = Instance.launch(services, settings("worker"));
        api.awaitReady();
        worker.awaitReady();
    }

    private Map<String, Object> settings(String role) throws IOException {
        Map<String, Object> settings = new HashMap<>(Map.of("tenfold.roles", role, "tenfold.expected-instances", 2,
                "tenfold.storage.bucket", BUCKET, "tenfold.storage.endpoint", bucket.address().toString(), "tenfold.storage.access-key",
                KEY,
                "tenfold.storage.secret-key", SECRET, "tenfold.storage.folder", Files.createDirectory(folder.resolve(role)).toString()));
        settings.putAll(Map.of("tenfold.admin.email", TestAccounts.ADMIN_EMAIL, "tenfold.admin.password", TestAccounts.PASSWORD,
                "tenfold.webhook.secret.key", "a key of this test, long enough", "tenfold.outbound.allowed", "127.0.0.0/8",
                "tenfold.outbound.plain-http", "true", "tenfold.ordermail.from",
                "tea@tenfold.test"));
        if (role.equals("worker")) {
            settings.putAll(Map.of("spring.mail.host", "127.0.0.1", "spring.mail.port", mail.getSmtp().getPort()));
        }
        return settings;
    }

    @AfterAll
    void stop() {
        worker.close();
        api.close();
        bucket.close();
        receiver.stop(0);
        mail.stop();
    }

    @Test
    void filesMailsAndWebhooksGoFromOneRoleToTheOther() throws IOException {
        var people = new TestAccounts(new ApiClient(api.port()));
        ApiClient admin = people.admin();
        TestAccounts.Person buyer = people.newUser();
        services.postgres().client().sql("UPDATE users SET verified_email_key = email_key").update(); // others get no mails
        admin.post("/api/v1/webhooks",
                "{\"url\": \"http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook\", \"events\": [\"order.*\"]}")
                .is(201);
        String order = String.valueOf(buyer.api().newKey().post("/api/v1/orders", TestProducts.cart(new TestProducts(admin).product(5), 1))
                .is(201).header("Location"));
        admin.newKey().post(order + "/pay", "{\"payment_reference\": \"pi\"}").is(200);
        String invoice = buyer.api().post(order + "/invoice", "").is(202).location();
        String imported = admin.with("Content-Type", "text/csv").post("/api/v1/products/import", csv()).is(202).location();
        awaitSuccess(buyer.api(), invoice);
        awaitSuccess(admin, imported);
        assertThat(new String(buyer.api().get(invoice + "/result").is(200).content(), StandardCharsets.ISO_8859_1)).startsWith("%PDF-");
        assertThat(services.postgres().client().sql("SELECT count(*) FROM products WHERE sku LIKE 'APART-%'").query(Integer.class).single())
                .isEqualTo(ROWS);
        await().atMost(SOON).until(() -> webhooks.stream().anyMatch(body -> body.contains("order.placed")));
        await().atMost(SOON).until(() -> mail.getReceivedMessagesForDomain(buyer.email()).length > 0);
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
